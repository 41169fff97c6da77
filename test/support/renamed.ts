import type { Database } from '../../src/database/database.js';
import { raw, sql } from '../../src/database/sql.js';
import { type Binding, bindingOf, placeInErp } from '../../src/erp/binding.js';
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

/** Makes the ERP of a PostgreSQL database (as the demo calls everything) that of another site. */
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
  await database.query(raw('CREATE SCHEMA "legacy"'));
  for (const table of Object.keys(erpTables))
    if (!(table in uses)) await database.query(raw(`ALTER TABLE "${table}" SET SCHEMA "legacy"`));
  for (const [table] of tables) {
    const bound = site.tables[table];
    for (const [column, name] of Object.entries(typeof bound === 'object' ? (bound.columns ?? {}) : {}))
      await database.query(raw(`ALTER TABLE "${table}" RENAME COLUMN "${column}" TO "${name}"`));
    const { name } = placeInErp(site, table);
    await database.query(raw(`ALTER TABLE "${table}" RENAME TO "${name}"`));
    await database.query(raw(`ALTER TABLE "${name}" SET SCHEMA "legacy"`));
  }
}
