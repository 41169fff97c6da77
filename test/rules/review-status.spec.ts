import { type ReviewStatus, reviewStatuses } from '../../src/erp/codes.js';
import {
  allowedFor,
  canCorrect,
  changes,
  judge,
  sourcesOf,
  type Verdict,
} from '../../src/reconciliation/review/review-status.js';

/** rules.md, Review status, typed off by hand: y yes, c if counted, . same, n no. */
const table: Record<ReviewStatus, string> = {
  //          Created Started Finished Recount Approved Cancelled
  Created: '. n n y n y',
  Started: 'n . n y n n',
  Finished: 'n n . y c y',
  Recount: 'n n n . c y',
  Approved: 'n n n y . y',
  Cancelled: 'n n n y c .',
};
const means: Record<string, [counted: Verdict, uncounted: Verdict]> = {
  y: ['change', 'change'],
  c: ['change', 'not-counted'],
  '.': ['same', 'same'],
  n: ['not-allowed', 'not-allowed'],
};
const all36 = reviewStatuses.flatMap((from) =>
  table[from].split(' ').map((letter, i) => ({ from, to: reviewStatuses[i] as ReviewStatus, letter })),
);

test('there are 36 changes', () => {
  expect(all36).toHaveLength(36);
});

test.each(all36)('$from → $to: $letter', ({ from, to, letter }) => {
  const [counted, uncounted] = means[letter] as [Verdict, Verdict];
  expect(judge({ status: from, counted: true }, to)).toBe(counted);
  expect(judge({ status: from, counted: false }, to)).toBe(uncounted);
});

test('nobody sets Created, Started or Finished by hand', () => {
  for (const wanted of ['Created', 'Started', 'Finished'] as const) expect(sourcesOf(wanted)).toEqual([]);
});

test('what is allowed is said with and without a count', () => {
  expect(allowedFor({ status: 'Finished', counted: true })).toEqual(['Recount', 'Approved', 'Cancelled']);
  expect(allowedFor({ status: 'Finished', counted: false })).toEqual(['Recount', 'Cancelled']);
  expect(allowedFor({ status: 'Started', counted: true })).toEqual(['Recount']);
});

test('sources and changes say the same', () => {
  expect(sourcesOf('Approved', 'counted')).toEqual(['Finished', 'Recount', 'Cancelled']);
  expect(sourcesOf('Recount')).toEqual(['Created', 'Started', 'Finished', 'Approved', 'Cancelled']);
  expect(changes.Approved.Cancelled).toBe('yes');
});

describe('a correction by hand', () => {
  test.each([
    ['Finished', 1, true, true],
    ['Approved', 1, true, true],
    ['Recount', 1, true, true],
    ['Recount', 2, true, true],
    // Created → Recount → correct → Approve would write off unseen stock.
    ['Recount', 0, true, false],
    ['Recount', 1, false, false],
    ['Finished', 1, false, false],
    ['Created', 0, false, false],
    ['Started', 1, true, false],
    ['Cancelled', 1, true, false],
  ] as const)('%s, session %i, counted %s: %s', (status, session, counted, allowed) => {
    expect(canCorrect({ status, session, counted })).toBe(allowed);
  });
});
