import { allAis, findAi } from '../../../src/terminal/gs1/ai.js';
import { RULES } from '../../../src/terminal/gs1/value-rules.js';

const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => String(from + i));
/** terminal.md, GS1: AIs to know. */
const LISTED = [
  ...['00', '01', '02', '10', '11', '12', '13', '15', '16', '17', '20', '21', '22', '235', '30', '37'],
  ...['310', '311', '312', '313', '314', '315', '316', '320'].flatMap((family) =>
    ['0', '1', '2', '3', '4', '5'].map((n) => family + n),
  ),
  ...['240', '241', '250', '400'],
  ...numbers(410, 417),
  ...numbers(91, 99),
];

test.each(LISTED)('the table has (%s) of terminal.md', (ai) => expect(findAi(ai)?.ai).toBe(ai));

test('the table is the whole dictionary', () => expect(allAis()).toHaveLength(541));

test.each(['04', '14', '18', '19', '23', '310', '3106', '38', '3944', '418', '5', '60', '7012', '89'])(
  '(%s) is no AI',
  (ai) => expect(findAi(ai)).toBeUndefined(),
);

test('no AI is the beginning of another', () => {
  const all = allAis().map((one) => one.ai);
  expect(all.filter((a) => all.some((b) => a !== b && b.startsWith(a)))).toEqual([]);
});

test('what needs no separator has one length only', () => {
  expect(allAis().filter((one) => one.predefined && one.min !== one.max)).toEqual([]);
});

test.each([
  ['00', 18],
  ['01', 14],
  ['02', 14],
  ['03', 14],
  ['11', 6],
  ['12', 6],
  ['13', 6],
  ['15', 6],
  ['16', 6],
  ['17', 6],
  ['20', 2],
  ['3103', 6],
  ['3205', 6],
  ['3695', 6],
  ['410', 13],
  ['417', 13],
])('(%s) needs no separator and has %d digits', (ai, length) => {
  expect(findAi(ai)).toMatchObject({ predefined: true, min: length, max: length });
});

test.each([
  ['10', 1, 20],
  ['21', 1, 20],
  ['22', 1, 20],
  ['235', 1, 28],
  ['30', 1, 8],
  ['37', 1, 8],
  ['240', 1, 30],
  ['250', 1, 30],
  ['253', 13, 30],
  ['400', 1, 30],
  ['402', 17, 17],
  ['423', 3, 15],
  ['7003', 10, 10],
  ['7007', 6, 12],
  ['8003', 14, 30],
  ['90', 1, 30],
  ['91', 1, 90],
  ['99', 1, 90],
  ['8111', 4, 4],
])('(%s) takes %d to %d characters up to a separator', (ai, min, max) => {
  expect(findAi(ai)).toMatchObject({ predefined: false, min, max });
});

test('every rule named in the table exists, every rule that exists is named', () => {
  const named = new Set(allAis().flatMap((one) => one.components.flatMap((c) => c.rules)));
  expect([...named].sort()).toEqual(Object.keys(RULES).sort());
});
