import fc from 'fast-check';
import { type Sharing, shareOut } from '../../src/reconciliation/orders/share.js';

/** `w1@ivo` is Ivo's, `w2` nobody's, `w3@ivo!` he is counting, `w4-ivo` not for him: he counted it before. */
function order(written: string): Sharing {
  const [, id = '', workerId, fixed, barred] = /^(\w+)(?:@(\w+)(!?))?(?:-(\w+))?$/.exec(written) ?? [];
  return { id, workerId: workerId ?? null, fixed: fixed === '!', barred: new Set(barred?.split('_')) };
}
const shared = (orders: string, workers: string): string =>
  [...shareOut(orders.split(' ').map(order), workers.split(' '))]
    .map((pair) => pair.join(':'))
    .sort()
    .join(' ');

test('one worker gets all of them', () => {
  expect(shared('a b@lena c', 'ivo')).toBe('a:ivo b:ivo c:ivo');
});

test('several get as many each, the first the one that is left over', () => {
  expect(shared('a b c d e', 'ivo lena')).toBe('a:ivo b:lena c:ivo d:lena e:ivo');
});

test('who has one keeps it, and gets fewer others', () => {
  expect(shared('a@lena b@lena c d', 'ivo lena')).toBe('a:lena b:lena c:ivo d:ivo');
});

test('who has too many gives some away', () => {
  expect(shared('a@lena b@lena c@lena d@lena', 'ivo lena')).toBe('a:lena b:lena c:ivo d:ivo');
});

test('what somebody counts stays his, and is part of his share', () => {
  expect(shared('a@lena! b@lena! c d', 'ivo lena')).toBe('a:lena b:lena c:ivo d:ivo');
});

test('what somebody else counts is nobody’s to give', () => {
  expect(shared('a@jon! b', 'ivo lena')).toBe('b:ivo');
});

test('who counted all of it before gets something else, and what nobody may count is left out', () => {
  expect(shared('a b c-ivo', 'ivo lena')).toBe('a:ivo b:ivo c:lena');
  expect(shared('a b-ivo_lena', 'ivo lena')).toBe('a:ivo');
});

test('shares differ by one at the most, and sharing the same again changes nothing', () => {
  const workers = ['ivo', 'lena', 'jon'];
  const some = fc.record({
    workerId: fc.constantFrom(null, 'ivo', 'lena', 'jon', 'sam'),
    fixed: fc.constant(false),
  });
  fc.assert(
    fc.property(
      fc.array(some, { maxLength: 30 }),
      fc.shuffledSubarray(workers, { minLength: 1 }),
      (made, chosen) => {
        const orders: Sharing[] = made.map((one, i) => ({ id: `o${i}`, ...one }));
        const first = shareOut(orders, chosen);
        const sizes = chosen.map((worker) => [...first.values()].filter((one) => one === worker).length);
        const again = shareOut(
          orders.map((one) => ({ ...one, workerId: first.get(one.id) ?? null })),
          chosen,
        );

        expect(first.size).toBe(orders.length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThan(2);
        expect(Object.fromEntries(again)).toEqual(Object.fromEntries(first));
      },
    ),
  );
});
