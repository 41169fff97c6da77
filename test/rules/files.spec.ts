import type { Readable } from 'node:stream';
import { parse } from 'csv-parse/sync';
import { unzipSync } from 'fflate';
import { readSheet, default as readWorkbook } from 'read-excel-file/node';
import type { Cell, Table } from '../../src/files/cell.js';
import { csvOf } from '../../src/files/csv.js';
import { xlsxOf } from '../../src/files/xlsx.js';

/** What leaves as CSV and XLSX, opened again by readers that are not ours. */
const table = (...rows: Cell[][]): Table => ({
  name: 'Details',
  columns: rows[0]?.map((_, i) => `c${i}`) ?? [],
  rows: (async function* () {
    yield rows;
  })(),
});
const bytes = async (stream: Readable) => Buffer.concat(await stream.toArray());
const csv = async (of: Table) => parse(await bytes(csvOf(of)), { bom: true }).slice(1);
const xlsx = async (of: Table) =>
  (await readSheet<string>(await bytes(xlsxOf(of)), { parseNumber: (digits) => digits, trim: false })).slice(
    1,
  );

const hostile = {
  markup: '<script>alert("1")</script> & \'it\' ]]>',
  quotes: 'a "b", c; d',
  lines: 'one\ntwo',
  escape: 'code _x0041_ stays',
  hebrew: 'שלום',
  cyrillic: 'Ръкавици, размер 9',
  emoji: '🧤',
  blanks: '  x  ',
};

test.each(Object.entries(hostile))('%s comes out as it went in', async (_, text) => {
  expect(await csv(table([text]))).toEqual([[text]]);
  expect(await xlsx(table([text]))).toEqual([[text]]);
});

test.each(['=HYPERLINK("http://x")', '+1', '-1+cmd', '@SUM(A1)', '\t=1', '＝1'])(
  'a text that looks like a formula is none: %j',
  async (text) => {
    expect(await csv(table([text]))).toEqual([[`'${text}`]]);
    const book = await bytes(xlsxOf(table([text])));
    expect(await readSheet(book, { trim: false })).toEqual([['c0'], [text]]);
  },
);

test('it stays a text when somebody edits its cell in a spreadsheet', async () => {
  const parts = unzipSync(await bytes(xlsxOf(table(['=1+1', 'plain', { decimal: '5' }]))));
  const part = (path: string) => new TextDecoder().decode(parts[path]);
  const [, formats = ''] = /<cellXfs[^>]*>(.*)<\/cellXfs>/.exec(part('xl/styles.xml')) ?? [];
  const format = (cell: string) => {
    const [, style = '0'] =
      new RegExp(`<c r="${cell}"(?: s="(\\d)")?`).exec(part('xl/worksheets/sheet1.xml')) ?? [];
    return formats.match(/<xf [^>]*>/g)?.[Number(style)];
  };

  expect(format('A2')).toContain('quotePrefix="1"');
  expect(format('B2')).toContain('numFmtId="49"');
  expect(format('B2')).not.toContain('quotePrefix');
  expect(format('C2')).toContain('numFmtId="0"');
});

test('controls and marks of direction do not get out', async () => {
  const text = 'a\u0000b\u0007c\u202edrow\u2066x\ud800y\u0085\uffff';

  expect(await csv(table([text]))).toEqual([['a�b�cdrowx�y��']]);
  expect(await xlsx(table([text]))).toEqual([['a�b�cdrowx�y��']]);
});

test.each(['-5', '999999999.999', '0.001', '-999999999.999', '123456789012345.6789'])(
  'every digit of %s is kept',
  async (decimal) => {
    expect(await csv(table([{ decimal }]))).toEqual([[decimal]]);
    expect(await xlsx(table([{ decimal }]))).toEqual([[decimal]]);
  },
);

test('quantities are numbers to a spreadsheet; what it cannot calculate with is text', async () => {
  const [, row] = await readSheet(
    await bytes(xlsxOf(table([{ decimal: '12.5' }, 7, { decimal: '123456789012345.6789' }, '12.5']))),
  );

  expect(row).toEqual([12.5, 7, '123456789012345.6789', '12.5']);
});

test('nothing is nothing', async () => {
  expect(await csv(table([null, '', { decimal: null }]))).toEqual([['', '', '']]);
  expect(await xlsx(table(['x', null, { decimal: null }]))).toEqual([['x', null, null]]);
});

test('what does not fit on one sheet goes on the next, each with the names of its columns', async () => {
  const book = await bytes(xlsxOf(table(['a'], ['b'], ['c'], ['d'], ['e']), 2));

  expect(await readWorkbook(book)).toEqual([
    { sheet: 'Details', data: [['c0'], ['a'], ['b']] },
    { sheet: 'Details 2', data: [['c0'], ['c'], ['d']] },
    { sheet: 'Details 3', data: [['c0'], ['e']] },
  ]);
});

test('a table without rows is its head', async () => {
  const empty = { ...table(['x']), rows: (async function* () {})() };

  expect(await readSheet(await bytes(xlsxOf(empty)))).toEqual([['c0']]);
});

test('text that a cell cannot hold is cut, and says so', async () => {
  const [[cell] = []] = await xlsx(table(['x'.repeat(40_000)]));

  expect(cell).toHaveLength(32_767);
  expect(String(cell)).toMatch(/x…$/);
});

describe.each([
  ['CSV', csvOf],
  ['XLSX', xlsxOf],
] as const)('%s is written as it is read', (_, write) => {
  /** A table without an end. */
  function endless() {
    const state = { asked: 0, stopped: false };
    const rows = (async function* () {
      try {
        for (;;) {
          state.asked += 1;
          // Nothing that could be packed away.
          yield Array.from(
            { length: 500 },
            () => [`${Math.random()}${Math.random()}`, state.asked] as Cell[],
          );
        }
      } finally {
        state.stopped = true;
      }
    })();
    return { state, table: { name: 'Endless', columns: ['a', 'b'], rows } };
  }

  test('rows are not read ahead of who reads slowly', async () => {
    const { state, table } = endless();
    const out = write(table);

    await new Promise((resolve) => out.once('readable', resolve));
    let before = -1;
    while (before !== state.asked) {
      before = state.asked;
      for (let turn = 0; turn < 200; turn++) await new Promise(setImmediate);
    }
    out.destroy();

    expect(state.asked).toBeLessThan(40);
  });

  test('who goes away ends it', async () => {
    const { state, table } = endless();
    const out = write(table);
    while (state.asked === 0) {
      out.read();
      await new Promise(setImmediate);
    }

    out.destroy();
    while (!state.stopped) await new Promise(setImmediate);

    expect(state.stopped).toBe(true);
  });

  test('rows that cannot be read break it off', async () => {
    const rows = (async function* () {
      yield [['first']] as Cell[][];
      throw new Error('The database has gone.');
    })();

    await expect(bytes(write({ name: 'x', columns: ['a'], rows }))).rejects.toThrow('The database has gone.');
  });
});
