import { parse } from 'csv-parse/sync';
import { readSheet } from 'read-excel-file/node';
import { openTestHost, type TestHost } from '../support/host.js';
import { counted, type Made } from '../support/office.js';

/** Details as files, opened again and compared with the list that they are of. */
let host: TestHost;
let made: Made;
let at: string;
beforeAll(async () => {
  host = await openTestHost();
  made = await counted(host, ['A-03-01-4', 'C-01-01', 'C-01-02'], (truth) => {
    const [first] = truth.lying;
    if (first) first.base = first.quantity = '1';
  });
  at = `/api/reconciliations/${made.id}`;
});
afterAll(() => host.close());

const download = async (path: string, login: string | null = 'mira') => {
  const headers = login ? { authorization: `Bearer ${host.token(login)}` } : undefined;
  const response = await fetch(host.url + path, { headers });
  return {
    status: response.status,
    headers: response.headers,
    bytes: Buffer.from(await response.arrayBuffer()),
  };
};
const csv = async (query = '?language=en') =>
  parse((await download(`${at}/details.csv${query}`)).bytes, { bom: true, columns: true }) as Record<
    string,
    string
  >[];
const xlsx = async (query = '?language=en') =>
  readSheet<string>((await download(`${at}/details.xlsx${query}`)).bytes, {
    parseNumber: (digits) => digits,
  });
const listed = async (query = '') =>
  (await host.as('mira').get(`${at}/details?limit=1000${query}`)).body.items;

test('CSV has every row of the list and all that it says', async () => {
  const rows = await csv();

  const list = await listed();
  expect(rows.length).toBeGreaterThan(2);
  expect(rows).toHaveLength(list.length);
  for (const [i, detail] of list.entries()) {
    expect(rows[i]).toMatchObject({
      Line: String(detail.lineNo),
      Zone: detail.zone,
      Location: detail.location,
      Product: detail.product ?? '',
      Lot: detail.lot ?? '',
      Snapshot: detail.snapshotQuantity,
      Counted: detail.countedQuantity ?? '',
      Difference: detail.difference ?? '',
      Unit: detail.quantityUnit ?? '',
      'Snapshot, base': detail.snapshotQuantityBase,
      'Counted, base': detail.countedQuantityBase ?? '',
      'Difference, base': detail.differenceBase ?? '',
      'Value of the difference': detail.differenceValue ?? '',
      Status: detail.reviewStatus,
      Session: String(detail.session),
    });
  }
});

test('XLSX says the same as CSV', async () => {
  const [names = [], ...rows] = await xlsx();

  const same = (await csv()).map((row) => Object.values(row).map((text) => (text === '' ? null : text)));
  expect(names).toEqual(Object.keys((await csv())[0] ?? {}));
  expect(rows).toEqual(same);
});

test('the filter and the order are those of the list', async () => {
  const query = '&hasDifference=true&sort=-value';

  const rows = await csv(`?language=en${query}`);

  const list = await listed(query);
  expect(list.length).toBeGreaterThan(0);
  expect(list.length).toBeLessThan((await listed()).length);
  expect(rows.map((row) => row.Line)).toEqual(list.map((item: { lineNo: number }) => String(item.lineNo)));
});

test('several statuses at once', async () => {
  const rows = await csv('?language=en&reviewStatus=Finished&reviewStatus=Created');

  expect(new Set(rows.map((row) => row.Status))).toEqual(new Set(['Finished']));
});

test('it has a name, a type and a mark for Excel, and nobody keeps it', async () => {
  const { headers, bytes } = await download(`${at}/details.csv`);

  expect(headers.get('content-disposition')).toBe(`attachment; filename=${made.documentNo}-details.csv`);
  expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(headers.get('cache-control')).toBe('no-store');
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
});

test('columns, statuses and names of products in the language of who asks, or another', async () => {
  const [mine, bulgarian, list] = [await csv(''), await csv('?language=bg'), await listed()];

  expect(mine[0]).toMatchObject({ Line: '1', Status: 'Finished', 'Product name': list[0].productName });
  expect(bulgarian[0]).toMatchObject({ Ред: '1', Статус: 'Преброен' });
  expect(bulgarian[0]?.['Име на продукта']).not.toBe(list[0].productName);
});

test('a filter that is none is refused before anything is sent', async () => {
  const [sort, status, other] = [
    await download(`${at}/details.csv?sort=colour`),
    await download(`${at}/details.xlsx?reviewStatus=Doubtful`),
    await download('/api/reconciliations/00000000-0000-4000-8000-000000000000/details.xlsx'),
  ];

  expect([sort.status, status.status, other.status]).toEqual([400, 400, 404]);
  expect(sort.headers.get('content-type')).toContain('application/problem+json');
});

test('only a manager gets it', async () => {
  expect((await download(`${at}/details.csv`, 'ivo')).status).toBe(403);
  expect((await download(`${at}/details.xlsx`, null)).status).toBe(401);
});

test('the description says that it is a file', async () => {
  const { body } = await host.as(null).get('/api/openapi.json');

  const { responses, parameters } = body.paths['/api/reconciliations/{id}/details.xlsx'].get;
  expect(Object.keys(responses['200'].content)).toEqual([
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  ]);
  expect(parameters.map(({ name }: { name: string }) => name)).toContain('hasDifference');
});
