import { request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { zipSync } from 'fflate';
import { readSheet } from 'read-excel-file/node';
import { MOST_BYTES } from '../../src/files/read-table.js';
import { xlsxOf } from '../../src/files/xlsx.js';
import { openTestHost, type TestHost } from '../support/host.js';
import { type Made, planned } from '../support/office.js';

/** Count sheets that are filled in and come back as files. */
let host: TestHost;
let shared: string;
beforeAll(async () => {
  host = await openTestHost();
  shared = (await started('A-02-01-1')).order;
});
afterAll(() => host.close());

type Row = Record<string, string>;
const mira = () => host.as('mira');
const ivo = () => host.demo.people.ivo.workerId as string;

async function started(...addresses: string[]): Promise<{ made: Made; order: string }> {
  const made = await planned(host, addresses);
  const { body } = await mira().post(`/api/reconciliations/${made.id}/initial-count`);
  return { made, order: body.orders[0].id };
}
/** The sheet of an order, as it is downloaded. */
async function template(order: string): Promise<Row[]> {
  const headers = { authorization: `Bearer ${host.token('mira')}` };
  const response = await fetch(`${host.url}/api/orders/${order}/sheet.csv?language=en`, { headers });
  return parse(await response.text(), { bom: true, columns: true });
}
async function send(
  order: string,
  file: string | Uint8Array,
  fields: Record<string, string> = {},
  login = 'mira',
) {
  const form = new FormData();
  for (const [name, value] of Object.entries({ workerId: ivo(), ...fields })) form.append(name, value);
  form.append('file', new Blob([typeof file === 'string' ? file : new Uint8Array(file)]), 'sheet');
  const headers = { authorization: `Bearer ${host.token(login)}` };
  const response = await fetch(`${host.url}/api/orders/${order}/sheet`, {
    method: 'POST',
    body: form,
    headers,
  });
  return { status: response.status, body: (await response.json()) as any };
}
const csv = (rows: Row[], delimiter = ',') => stringify(rows, { header: true, delimiter });
const countsOf = async (made: Made) =>
  (await mira().get(`/api/reconciliations/${made.id}/counts?limit=1000`)).body.items as any[];
/** The sheet with all that lies there written into it. */
async function filledIn({ made, order }: { made: Made; order: string }): Promise<Row[]> {
  const lines = await template(order);
  const { items } = (await mira().get(`/api/reconciliations/${made.id}/details?limit=1000`)).body;
  return items
    .filter((item: any) => item.product)
    .map((item: any) => ({
      ...(lines.find((line) => line.Location === item.location) as Row),
      Product: item.product,
      Variant: item.variant ?? '',
      Lot: item.lot ?? '',
      'Serial number': item.serialNumber ?? '',
      'Logistic unit': item.logisticUnit ?? '',
      Quantity: item.snapshotQuantity,
      'Base quantity': item.snapshotQuantityBase,
      Unit: item.quantityUnit,
    }));
}

test('a sheet to fill in has the keys of its lines and nothing that is expected', async () => {
  const { order } = await started('A-03-01-4');

  const rows = await template(order);

  const { lines } = (await mira().get(`/api/orders/${order}`)).body;
  expect(rows.map((row) => row['Line key'])).toEqual(lines.map(({ id }: any) => id));
  expect(rows[0]).toMatchObject({ Location: 'A-03-01-4', Product: '', Quantity: '' });
});

test('counts are recorded with both names, and the same file again changes nothing', async () => {
  const at = await started('A-01-02-1', 'A-01-02-2');
  const rows = await filledIn(at);

  const first = await send(at.order, csv(rows));
  const again = await send(at.order, csv(rows));

  expect(first.body).toMatchObject({ recorded: rows.length, repeated: 0, blank: 0, finished: false });
  expect(again.body).toMatchObject({ recorded: 0, repeated: rows.length });
  const counts = await countsOf(at.made);
  expect(counts).toHaveLength(rows.length);
  expect(new Set(counts.map(({ workerId }) => workerId))).toEqual(new Set([ivo()]));
  expect(counts.every(({ enteredBy }) => /Mira|Мира/.test(enteredBy))).toBe(true);
});

test('a file that is too large is refused, and nobody sends any', async () => {
  const { made, order } = await started('A-03-01-3');

  const large = await send(order, 'x'.repeat(MOST_BYTES + 1));
  const nobodys = await fetch(`${host.url}/api/orders/${order}/sheet`, {
    method: 'POST',
    body: new FormData(),
  });

  expect(large).toMatchObject({ status: 400, body: { code: 'file.too-large' } });
  expect(nobodys.status).toBe(401);
  expect(await countsOf(made)).toEqual([]);
});

test('the same rows as XLSX, or as a spreadsheet in Bulgarian saves them, are the same counts', async () => {
  const at = await started('A-03-02-2');
  const rows = await filledIn(at);
  await send(at.order, csv(rows));
  const columns = Object.keys(rows[0] as Row);
  const book = await buffer(
    xlsxOf({
      name: 'x',
      columns,
      rows: (async function* () {
        yield rows.map((row) =>
          columns.map((name) =>
            name === 'Quantity' ? { decimal: row[name] as string } : (row[name] as string),
          ),
        );
      })(),
    }),
  );
  const local = csv(
    rows.map(({ 'Line key': key, Product, Quantity, Lot, Unit, ...row }) => ({
      'Ключ на реда': key as string,
      Продукт: Product as string,
      Партида: Lot as string,
      Количество: `${Quantity},0`,
      'Основно количество': row['Base quantity'] as string,
      'Сериен номер': row['Serial number'] as string,
      'Логистична единица': row['Logistic unit'] as string,
      Вариант: row.Variant as string,
      Мярка: Unit as string,
    })),
    ';',
  );

  const [asXlsx, asLocal] = [await send(at.order, book), await send(at.order, local)];

  expect(asXlsx.body).toMatchObject({ recorded: 0, repeated: rows.length });
  expect(asLocal.body).toMatchObject({ recorded: 0, repeated: rows.length });
  expect(await countsOf(at.made)).toHaveLength(rows.length);
});

test('every fault of every row at once, with row, field and value; nothing is recorded', async () => {
  const at = await started('A-03-03-4');
  const [good] = await filledIn(at);
  const rows = [
    good,
    { ...good, Quantity: '1.2345' },
    { ...good, Product: 'no-such' },
    { ...good, Unit: 'furlong' },
    { ...good, 'Line key': '00000000-0000-4000-8000-000000000000' },
    { ...good, 'Line key': '', Location: 'no-where' },
    { ...good, 'Line key': '', Quantity: '' },
  ] as Row[];

  const { status, body } = await send(at.order, csv(rows));

  expect(status).toBe(422);
  expect(body.errors.map(({ row, code, field }: any) => [row, code, field])).toEqual([
    [3, 'quantity.too-fine', 'quantity'],
    [4, 'lookup.product-unknown', 'product'],
    [5, 'sheet.unit-unknown', 'unit'],
    [6, 'sheet.line-unknown', 'line'],
    [7, 'lookup.location-unknown', 'location'],
    [8, 'sheet.quantity-missing', 'quantity'],
  ]);
  expect(body.errors[1]).toMatchObject({ value: 'no-such' });
  expect(await countsOf(at.made)).toEqual([]);
});

test('a row that was entered with something else is refused until that count is void', async () => {
  const at = await started('A-03-04-4');
  const rows = (await filledIn(at)).slice(0, 1);
  await send(at.order, csv(rows));
  const changed = csv(rows.map((row) => ({ ...row, Quantity: '3', 'Base quantity': '' })));

  const refused = await send(at.order, changed);
  const [count] = await countsOf(at.made);
  await mira().post(`/api/counts/${count.id}/void`, { reason: 'Misread' });
  const corrected = await send(at.order, changed);
  const again = await send(at.order, changed);

  expect(refused.body.errors).toMatchObject([{ code: 'sheet.row-differs', row: 2 }]);
  expect(corrected.body).toMatchObject({ recorded: 1 });
  expect(again.body).toMatchObject({ recorded: 0, repeated: 1 });
  expect((await countsOf(at.made)).filter((one) => !one.void).map((one) => one.quantity)).toEqual(['3']);
});

test('another worker for the same file is no second count', async () => {
  const at = await started('A-04-01-4');
  const rows = (await filledIn(at)).slice(0, 1);
  await send(at.order, csv(rows));

  const { body } = await send(at.order, csv(rows), { workerId: host.demo.people.lena.workerId as string });

  expect(body.errors).toMatchObject([{ code: 'sheet.row-differs' }]);
  expect(await countsOf(at.made)).toHaveLength(1);
});

test('0 without a product says that a location is empty; a whole sheet can finish its order', async () => {
  const at = await started('A-03-03-2', 'A-03-03-3');
  const rows = await filledIn(at);
  const lines = await template(at.order);
  const place = rows[0]?.Location;
  const other = lines.find((line) => line.Location !== place) as Row;
  const sheet = [...rows.filter((row) => row.Location === place), { ...other, Quantity: '0' }];

  const { body } = await send(at.order, csv(sheet), { finish: 'true' });

  expect(body).toMatchObject({ empty: 1, finished: true });
  const order = (await mira().get(`/api/orders/${at.order}`)).body;
  expect(order.state).toBe('Completed');
  expect(order.lines.map(({ state }: any) => state).sort()).toEqual(['done', 'empty']);
});

test('finishing with open lines is refused, and nothing of the sheet is kept', async () => {
  const at = await started('A-05-01-4', 'A-05-02-4');
  const [row] = await filledIn(at);

  const { status, body } = await send(at.order, csv([row as Row]), { finish: 'true' });

  expect(status).toBe(409);
  expect(body.code).toBe('order.lines-open');
  expect(await countsOf(at.made)).toEqual([]);
});

test('found goods are rows without a key, told by their location', async () => {
  const at = await started('A-05-03-4');
  const found = { Location: 'a-05-03-4', Product: '47-1180', Quantity: '2', Unit: '' };

  const { body } = await send(at.order, csv([found]));

  expect(body).toMatchObject({ recorded: 1 });
  expect(await countsOf(at.made)).toMatchObject([
    { product: '47-1180', quantity: '2', location: 'A-05-03-4' },
  ]);
});

test.each([
  ['what is no table', new Uint8Array([0x50, 0x4b, 3, 4, 1, 2, 3]), 400, 'file.not-a-table'],
  ['an old encoding', Buffer.from([0xcf, 0xf0, 0xee, 0xe4, 0x2c, 0x31]), 400, 'file.encoding'],
  ['nothing', '', 400, 'file.missing'],
  ['no names of columns', 'a,b\n1,2\n', 422, 'sheet.column-missing'],
  ['too much', 'x'.repeat(3 * 1024 * 1024), 400, 'file.too-large'],
  [
    'what is small and unpacks to much',
    zipSync({ 'xl/workbook.xml': new Uint8Array(30 * 1024 * 1024) }),
    400,
    'file.too-large',
  ],
] as [string, string | Uint8Array, number, string][])('%s is refused', async (_, file, status, code) => {
  const answer = await send(shared, file);

  expect([answer.status, answer.body.code]).toEqual([status, code]);
});

const fields = (many: number) => Object.fromEntries(Array.from({ length: many }, (_, n) => [`f${n}`, 'x']));
test.each([
  ['21 fields', fields(20), 'file.limit-field-count'],
  ['a field of 8 KB', { f: 'x'.repeat(8_193) }, 'file.limit-field-value'],
  ['a field with a name of 101 letters', { ['x'.repeat(101)]: 'x' }, 'file.limit-field-key'],
] as [string, Record<string, string>, string][])(
  'a form with more than it needs is refused: %s',
  async (_, more, code) => {
    const answer = await send(shared, csv(await template(shared)), more);

    expect([answer.status, answer.body.code]).toEqual([400, code]);
  },
);

test.each(['file', 'other'])('a form with two files is refused: %s', async (name) => {
  const form = new FormData();
  form.append('workerId', ivo());
  for (const field of ['file', name]) form.append(field, new Blob([csv(await template(shared))]), 'sheet');

  const answer = await fetch(`${host.url}/api/orders/${shared}/sheet`, {
    method: 'POST',
    body: form,
    headers: { authorization: `Bearer ${host.token('mira')}` },
  });

  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ code: 'file.limit-unexpected-file' });
});

test('nobody’s file is not even taken in', async () => {
  const headers = { 'content-type': 'multipart/form-data; boundary=x', 'content-length': 1_000_000 };

  const status = await new Promise((resolve, reject) => {
    const asked = request(`${host.url}/api/orders/${shared}/sheet`, { method: 'POST', headers }, (answer) => {
      resolve(answer.statusCode);
      asked.destroy();
    });
    asked.on('error', reject);
    asked.write('--x\r\n');
  });

  expect(status).toBe(401);
});

test('only a manager enters sheets, and for a worker of the warehouse', async () => {
  const file = csv(await template(shared));

  const [worker, nobody] = [
    await send(shared, file, {}, 'ivo'),
    await send(shared, file, { workerId: '00000000-0000-4000-8000-000000000000' }),
  ];

  expect([worker.status, nobody.body.code]).toEqual([403, 'worker.of-other-warehouse']);
});

test('the template as XLSX has the same rows', async () => {
  const headers = { authorization: `Bearer ${host.token('mira')}` };
  const response = await fetch(`${host.url}/api/orders/${shared}/sheet.xlsx?language=en`, { headers });

  const [names, ...rows] = await readSheet(Buffer.from(await response.arrayBuffer()));

  expect(names?.slice(0, 3)).toEqual(['Line key', 'Line', 'Location']);
  expect(rows.map((row) => row[0])).toEqual((await template(shared)).map((row) => row['Line key']));
});
