import { createIndex, createTable, readColumn, type TableWords, table } from '../../src/database/columns.js';
import { Database, written } from '../../src/database/database.js';
import { raw, sql } from '../../src/database/sql.js';
import { erpIndexes } from '../../src/demo/erp-indexes.js';
import { erpQueries } from '../../src/demo/erp-schema.js';
import { type Binding, bindingOf, columnInErp, noBinding, placeInErp } from '../../src/erp/binding.js';
import { code, countTask } from '../../src/erp/codes.js';
import { erpTables } from '../../src/erp/columns.js';
import { erp } from '../../src/erp/tables.js';
import { type Use, uses } from '../../src/erp/uses.js';

const tables = Object.entries(uses as Record<string, Use>);
const columnOf = (column: string): string => `c_${column.toLowerCase()}`;
const columnsOf = ({ reads }: Use) => Object.fromEntries(reads.map((column) => [column, columnOf(column)]));

/** Tables that specs fill with columns we do not use ourselves, which a view would not take. */
const filledBySpecs =
  /^(Gen_(?!Document)|Gen_Document_Types|Inv_(?!Reconciliation_Lines|Current)|Log_|Sec_Users)/;
const filledToo = [
  'Wms_Warehouses',
  'Wms_Warehouse_Zones',
  'Wms_Warehouse_Workers',
  'Wms_Warehouse_Policies',
];

/** An ERP in which every table is elsewhere and has another name, and most of them other columns. */
export const otherSite: Binding = bindingOf({
  schema: 'legacy',
  tables: Object.fromEntries(
    tables.map(([table, use]) => {
      const columns = filledBySpecs.test(table) || filledToo.includes(table) ? {} : columnsOf(use);
      return [table, { name: `t_${table.toLowerCase()}`, columns }];
    }),
  ),
});

/** One in which every column and every code is another, too. */
export const foreignSite: Binding = bindingOf({
  ...otherSite,
  tables: Object.fromEntries(
    tables.map(([table, use]) => [table, { name: `t_${table.toLowerCase()}`, columns: columnsOf(use) }]),
  ),
  entities: { reconciliation: 'recon', order: 'order', inventoryReconciliation: 'stocktaking' },
  taskCodes: { count: 'ZZZ' },
  roleGroups: { manager: ['Warehouse Managers'], clerk: ['Inventory Clerks'] },
});

/**
 * Makes the ERP's tables, indexes and views as another site calls them. Made anew, since the vendors rename
 * in words of their own, and Babelfish moves no table into another schema.
 */
export async function createSite({ source, dialect }: Database, site: Binding): Promise<void> {
  const there = new Database(source, { place: (table) => placeInErp(site, table), code: String });
  const called = (table: string, column: string) => columnInErp(site, table, column);
  await there.query(raw(`CREATE SCHEMA "${site.schema}"`));
  for (const [name, words] of Object.entries(erpTables)) {
    const columns = Object.entries(words).map(([column, word]) => [called(name, column), word]);
    await there.query(createTable(name, Object.fromEntries(columns)));
  }
  for (const { name, on, columns, filled, unique } of erpIndexes())
    await there.query(
      createIndex(
        name,
        on,
        columns.map((column) => called(on, column)),
        { unique, filled: filled && called(on, filled) },
      ),
    );
  const ours = (table: string) =>
    raw(`(SELECT ${named(site, table)} FROM ${written(placeInErp(site, table))})`);
  for (const [name, query] of Object.entries(erpQueries)) {
    const reads = (uses as Record<string, Use>)[name]?.reads ?? [];
    const columns = reads.map((column) => `"${column}" AS "${called(name, column)}"`);
    const { text } = query.render({ ...dialect, table: ours });
    await there.query(
      sql`CREATE VIEW ${table(name)} AS SELECT ${raw(columns.join(', '))} FROM (${raw(text)}) v`,
    );
  }
}

/** A table's columns by our names. */
const named = (site: Binding, table: string): string =>
  Object.keys((erpTables as Record<string, TableWords>)[table] ?? {})
    .map((column) => `"${columnInErp(site, table, column)}" AS "${column}"`)
    .join(', ');

/** What a site calls the columns of a table that a copy writes: all but the row's version. */
export const columnsAt = (site: Binding, name: string): string[] =>
  Object.entries((erpTables as Record<string, TableWords>)[name] ?? {})
    .filter(([, words]) => readColumn(words).word !== 'rowversion')
    .map(([column]) => columnInErp(site, name, column));

/** Makes an ERP that is called as the demo calls everything that of another site. */
export async function becomeSite(database: Database, site: Binding): Promise<void> {
  if (site.taskCodes.count)
    for (const table of [erp.orders, erp.orderLines, erp.transactions])
      await database.query(
        sql`UPDATE ${table} SET "Task_Type" = ${site.taskCodes.count} WHERE "Task_Type" = ${countTask}`,
      );
  for (const [kind, entity] of Object.entries(site.entities))
    for (const table of [erp.documents, erp.documentTypes])
      await database.query(
        sql`UPDATE ${table} SET "Entity_Name" = ${entity} WHERE "Entity_Name" = ${code.entity[kind as keyof typeof code.entity]}`,
      );
  await createSite(database, site);
  for (const name of Object.keys(erpQueries)) await database.query(sql`DROP VIEW ${table(name)}`);
  const list = (names: string[]) => raw(names.map((name) => `"${name}"`).join(', '));
  for (const name of Object.keys(erpTables)) {
    const place = raw(written(placeInErp(site, name)));
    await database.query(
      sql`INSERT INTO ${place} (${list(columnsAt(site, name))})
          SELECT ${list(columnsAt(noBinding, name))} FROM ${table(name)}`,
    );
    await database.query(sql`DROP TABLE ${table(name)}`);
    const analyze = database.dialect.analyze(place);
    if (analyze) await database.query(analyze);
  }
}
