import { pathOf, type Share, split, type Zone } from '../../src/reconciliation/orders/split.js';

/** Hall H1 with racks A (aisles, bay A-01-01) and shelving B; the dock R has nothing below. */
const tree: Record<string, string | null> = {
  H1: null,
  A: 'H1',
  'A-01': 'A',
  'A-01-01': 'A-01',
  'A-02': 'A',
  B: 'H1',
  R: null,
};
const zones = new Map<string, Zone>(Object.entries(tree).map(([id, parentId]) => [id, { id, parentId }]));

const at = (zoneId: string, workerId: string | null = null): Share => ({ zoneId, workerId });
const shown = (level: number, shares: Share[]) =>
  split(level, shares, zones).map(
    ({ zoneId, workerId, shares: own }) =>
      `${zoneId ?? 'all'}/${workerId ?? '-'}: ${own.map((s) => s.zoneId).join(' ')}`,
  );

describe('Not split', () => {
  test('everything is one order', () => {
    expect(shown(0, [at('A-01'), at('B'), at('R')])).toEqual(['all/-: A-01 B R']);
  });

  test('a worker who has all of it stands on the header', () => {
    expect(shown(0, [at('A-01', 'lena'), at('B', 'lena')])).toEqual(['all/lena: A-01 B']);
  });

  test('two workers, or one and nobody: the header is empty', () => {
    expect(shown(0, [at('A-01', 'lena'), at('B', 'ivo')])).toEqual(['all/-: A-01 B']);
    expect(shown(0, [at('A-01', 'lena'), at('B')])).toEqual(['all/-: A-01 B']);
  });

  test('nothing to count is no order', () => {
    expect(shown(0, [])).toEqual([]);
    expect(shown(2, [])).toEqual([]);
  });
});

describe('Split by zones', () => {
  const all = [at('A-01'), at('A-01-01'), at('A-02'), at('B'), at('R')];

  test('depth 1: the primary zones', () => {
    expect(shown(1, all)).toEqual(['H1/-: A-01 A-01-01 A-02 B', 'R/-: R']);
  });

  test('depth 2: the dock ends above it and stands for itself', () => {
    expect(shown(2, all)).toEqual(['A/-: A-01 A-01-01 A-02', 'B/-: B', 'R/-: R']);
  });

  test('depth 3: what lies in a bay belongs to its aisle', () => {
    expect(shown(3, all)).toEqual(['A-01/-: A-01 A-01-01', 'A-02/-: A-02', 'B/-: B', 'R/-: R']);
  });

  test('deeper than the tree: every zone for itself', () => {
    expect(shown(9, all)).toHaveLength(all.length);
  });

  test('a location that hangs at an inner zone goes with that zone, not with one below it', () => {
    expect(shown(3, [at('A'), at('A-01')])).toEqual(['A/-: A', 'A-01/-: A-01']);
  });

  test('within a zone, one order for each worker and one for what nobody has', () => {
    expect(shown(2, [at('A-01', 'lena'), at('A-02', 'ivo'), at('A-02'), at('A-01-01', 'lena')])).toEqual([
      'A/lena: A-01 A-01-01',
      'A/ivo: A-02',
      'A/-: A-02',
    ]);
  });

  test('the same worker in two zones has two orders', () => {
    expect(shown(1, [at('A-01', 'lena'), at('R', 'lena')])).toEqual(['H1/lena: A-01', 'R/lena: R']);
  });
});

describe('The tree', () => {
  test('a path begins at the primary zone', () => {
    expect(pathOf('A-01-01', zones)).toEqual(['H1', 'A', 'A-01', 'A-01-01']);
  });

  test('a loop does not hang the count', () => {
    const loop = new Map<string, Zone>([
      ['X', { id: 'X', parentId: 'Y' }],
      ['Y', { id: 'Y', parentId: 'X' }],
    ]);
    expect(pathOf('X', loop)).toEqual(['Y', 'X']);
  });
});
