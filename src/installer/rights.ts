import { defaultSchema, hasTable } from '../database/catalog.js';
import { type Database, type Place, written } from '../database/database.js';
import { ADOPTED, readLedger } from '../database/migrate.js';
import { serverFacts } from '../database/probes.js';
import { neededRights } from './erp-check.js';

/**
 * The statements that give a database user every right it needs to run us, and no other. Installing
 * takes more: whoever does it must be allowed to create tables.
 */
export async function rightsSql(database: Database, user: string, queue?: string): Promise<string[]> {
  const who = `"${user.replaceAll('"', '""')}"`;
  const own = await defaultSchema(database);
  const placeOf = (table: string): Required<Place> => ({ schema: own, ...database.site.place(table) });
  const tables = neededRights().map(({ table, rights }) => ({ place: placeOf(table), rights }));
  const schemas = [...new Set(tables.map(({ place }) => place.schema))];
  const { maintain } = await serverFacts(database);
  return [
    ...schemas
      .map((schema) => database.dialect.grantUse(schema, who))
      .filter((grant) => grant !== null)
      .map((grant) => `${grant};`),
    ...tables.map(({ place, rights }) => `GRANT ${rights.join(', ')} ON ${written(place)} TO ${who};`),
    ...(maintain ? await maintenance(database, placeOf, who) : []),
    ...(queue
      ? [
          `GRANT USAGE ON SCHEMA "${queue}" TO ${who};`,
          `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "${queue}" TO ${who};`,
          `GRANT USAGE ON ALL SEQUENCES IN SCHEMA "${queue}" TO ${who};`,
          `GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA "${queue}" TO ${who};`,
        ]
      : []),
  ];
}

/** PostgreSQL 17 lets others than the owner gather statistics after a bulk write. */
async function maintenance(
  database: Database,
  placeOf: (table: string) => Place,
  who: string,
): Promise<string[]> {
  const done = await readLedger(database);
  const analyzed = ['Wms_Warehouse_Reconciliation_Details', 'wr_detail_facts'];
  const there = await Promise.all(analyzed.map((table) => hasTable(database, table)));
  return analyzed
    .filter((table, i) => there[i] && !done.includes(`${ADOPTED}${table}`))
    .map((table) => `GRANT MAINTAIN ON ${written(placeOf(table))} TO ${who};`);
}
