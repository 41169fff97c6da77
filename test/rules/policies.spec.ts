import {
  byRank,
  type Policy,
  readFlag,
  readLevel,
  readUnitScreen,
  winner,
} from '../../src/erp/policy-rules.js';

const policy = (more: Partial<Policy> = {}): Policy => ({
  kind: 'scanCountsOne',
  code: 'P',
  importance: 0,
  value: 'true',
  forProduct: false,
  forType: false,
  groupDepth: 0,
  zoneDepth: 0,
  ...more,
});
const winnerOf = (...policies: Policy[]) => winner(policies, 'scanCountsOne')?.code;

describe('Which policy wins', () => {
  test('nobody, when there is none of the kind', () => {
    expect(winner([policy({ kind: 'mustScanProduct' })], 'scanCountsOne')).toBeUndefined();
  });

  test('importance before narrowness', () => {
    const important = policy({ code: 'IMPORTANT', importance: 5 });
    const narrow = policy({ code: 'NARROW', importance: 4, forProduct: true });
    expect(winnerOf(narrow, important)).toBe('IMPORTANT');
  });

  test('the narrower: product, type, group, zone, warehouse', () => {
    const narrowFirst = [
      policy({ code: 'E', forProduct: true }),
      policy({ code: 'D', forType: true }),
      policy({ code: 'C', groupDepth: 2, zoneDepth: 9 }),
      policy({ code: 'B', zoneDepth: 1 }),
      policy({ code: 'A' }),
    ];
    expect([...narrowFirst].reverse().sort(byRank)).toEqual(narrowFirst);
  });

  test('the deeper zone, and the deeper group', () => {
    expect(winnerOf(policy({ code: 'HALL', zoneDepth: 1 }), policy({ code: 'BAY', zoneDepth: 3 }))).toBe(
      'BAY',
    );
    expect(
      winnerOf(policy({ code: 'ALL FOOD', groupDepth: 1 }), policy({ code: 'CHEESE', groupDepth: 2 })),
    ).toBe('CHEESE');
  });

  test('between equals, the lower code', () => {
    expect(winnerOf(policy({ code: 'B' }), policy({ code: 'A' }))).toBe('A');
  });

  describe.each([
    'splitLevel',
    'orderType',
    'showUnassigned',
    'showStartedByOthers',
    'showAssignedToOthers',
    'logisticUnitScreen',
  ] as const)('%s looks at the warehouse only: passes over', (kind) => {
    test.each<Partial<Policy>>([
      { forProduct: true },
      { forType: true },
      { groupDepth: 1 },
      { zoneDepth: 1 },
    ])('one with %j, however important', (filter) => {
      const narrow = policy({ kind, code: 'NARROW', importance: 9, ...filter });
      const forAll = policy({ kind, code: 'ALL' });
      expect(winner([narrow, forAll], kind)).toBe(forAll);
    });
  });
});

describe('What a value says', () => {
  test.each([
    ['true', true],
    [' TRUE ', true],
    ['False', false],
  ])('"%s" is %s', (value, read) => {
    expect(readFlag(policy({ value }))).toEqual({ value: read });
  });

  test.each([
    ['0', 0],
    [' 2 ', 2],
  ])('split level "%s" is %s', (value, read) => {
    expect(readLevel(policy({ value }))).toEqual({ value: read });
  });

  test('"Never" is never, letters do not matter', () => {
    expect(readUnitScreen(policy({ value: 'Never' }))).toEqual({ value: 'never' });
  });

  test.each(['-1', '1.5', 'two', '', '99999999999999999999'])('split level "%s" is none', (value) => {
    expect(readLevel(policy({ kind: 'splitLevel', code: 'SPLIT', value }))).toEqual({
      fault: expect.objectContaining({ code: 'policy.bad-value', row: 'SPLIT', field: 'CSL', value }),
    });
  });

  test('a flag that is neither true nor false names its policy and its value', () => {
    expect(readFlag(policy({ code: 'ONE', value: 'yes' }))).toEqual({
      fault: expect.objectContaining({ row: 'ONE', field: 'QOP', value: 'yes', allowed: ['true', 'false'] }),
    });
  });
});
