import type { Reader } from '../../database/database.js';
import { all, type Fragment, list, raw, type Sql, sql } from '../../database/sql.js';
import { own } from '../../database/tables.js';
import { FALSE, ids, integer, TRUE, uuid } from '../../database/words.js';
import { code, type ReviewStatus } from '../../erp/codes.js';
import { isStale } from '../populate/stale.sql.js';
import type { Tolerance } from '../review/difference.sql.js';
import { withinTolerance } from '../review/difference.sql.js';
import { inZones } from './in-zones.js';
import { type OneOrMore, ofLot, ofLotNumber, ofProductCode, ofSerial, ofUnitCode } from './named.js';
import { type Narrowed, ofDetails } from './narrowed.js';
import { searchedBy } from './search.js';

/**
 * What the details of a reconciliation can be narrowed to; every given condition holds. The list, a
 * review, a recount and the exports share it, so "all rows of this filter" means the same everywhere.
 */
export interface DetailFilter {
  session?: number;
  reviewStatus?: ReviewStatus | readonly ReviewStatus[];
  /** This zone and all zones below it. */
  zoneId?: string;
  /** The same by its code, in the reconciliation's warehouse. */
  zone?: string;
  locationId?: string;
  productId?: string;
  /** A product's code as it is printed: one of its bar codes, or its part number. */
  productCode?: OneOrMore;
  lotId?: string;
  /** A lot number as it is printed, of any product. */
  lot?: OneOrMore;
  /** A serial number as it is printed, or its id. */
  serial?: OneOrMore;
  logisticUnitId?: string;
  /** A logistic unit's code as it is printed. */
  logisticUnit?: OneOrMore;
  orderId?: string;
  /** Whether a quantity stands there. */
  counted?: boolean;
  /** Counted, and a release would write it (or not). */
  hasDifference?: boolean;
  /** The difference has at least this size, less or more, in the default unit. */
  differenceAtLeast?: string;
  /** The difference has at least this value, less or more. */
  valueAtLeast?: string;
  /** Counted, and within all of the given limits. */
  within?: Tolerance;
  /** The ledger moved since the snapshot: at all, or before, during, after the row was counted. */
  moved?: boolean | 'before' | 'during' | 'after';
  /** The counts behind the counted quantity have changed since it was populated. */
  stale?: boolean;
  /** Beginning of a location address, part number, lot or serial number; or a bar code, or a logistic unit's. */
  q?: string;
}

/** Rows by their ids, or all rows of a filter. */
export type Select = { ids: readonly string[] } | { filter: DetailFilter };

/**
 * The ids of the selected details, as a subselect for `IN` with the column `id`. Ids of another
 * reconciliation select nothing.
 */
export async function selectionSql(reader: Reader, reconciliationId: string, select: Select): Promise<Sql> {
  const conditions =
    'ids' in select
      ? [
          sql`${ofDetails.reconciliation} = ${uuid(reconciliationId)}`,
          sql`${ofDetails.id} IN ${ids(select.ids)}`,
        ]
      : await conditionsOf(reader, reconciliationId, select.filter);
  return sql`SELECT ${ofDetails.id} AS id FROM ${ofDetails.from} WHERE ${all(conditions)}`;
}

/**
 * Conditions that a row of the filter meets; `bySize`: they are read by difference or value. About facts
 * alone (`ofDiffering`) only where the filter `isAboutDiffering`.
 */
export async function conditionsOf(
  reader: Reader,
  reconciliationId: string,
  filter: DetailFilter,
  row: Narrowed = ofDetails,
  bySize = false,
): Promise<(Sql | Fragment)[]> {
  const found: (Sql | Fragment)[] = [sql`${row.reconciliation} = ${uuid(reconciliationId)}`];
  const equal = (column: Sql, id: string | undefined) => {
    if (id !== undefined) found.push(sql`${column} = ${uuid(id)}`);
  };
  equal(sql`d."Warehouse_Location_Id"`, filter.locationId);
  equal(sql`d."Product_Id"`, filter.productId);
  equal(sql`d."Logistic_Unit_Id"`, filter.logisticUnitId);
  equal(sql`d."Warehouse_Order_Id"`, filter.orderId);
  if (filter.session !== undefined) found.push(sql`${row.session} = ${integer(filter.session)}`);
  if (filter.reviewStatus !== undefined) {
    const words = typeof filter.reviewStatus === 'string' ? [filter.reviewStatus] : filter.reviewStatus;
    found.push(sql`${row.status} IN (${list(words.map((word) => code.status[word]))})`);
  }
  if (filter.zoneId !== undefined)
    found.push(...(await inZones(reader, reconciliationId, { id: filter.zoneId }, row)));
  if (filter.zone !== undefined)
    found.push(...(await inZones(reader, reconciliationId, { code: filter.zone }, row)));
  if (filter.lotId !== undefined) found.push(ofLot(filter.lotId));
  if (filter.lot !== undefined) found.push(await ofLotNumber(reader, filter.lot));
  if (filter.productCode !== undefined) found.push(await ofProductCode(reader, filter.productCode));
  if (filter.logisticUnit !== undefined) found.push(await ofUnitCode(reader, filter.logisticUnit));
  if (filter.serial !== undefined) found.push(ofSerial(filter.serial));
  found.push(...conditionsOfFacts(reconciliationId, filter, bySize));
  if (filter.counted !== undefined) {
    found.push(sql`d."Counted_Quantity" IS ${raw(filter.counted ? 'NOT NULL' : 'NULL')}`);
    if (!filter.counted && (await isPopulated(reader, reconciliationId))) {
      found.push(sql`f.reconciliation_id = ${uuid(reconciliationId)} AND f.differs IS NULL`);
    }
  }
  if (filter.stale !== undefined) found.push(filter.stale ? isStale : sql`NOT ${isStale}`);
  if (filter.within !== undefined) found.push(withinTolerance(filter.within));
  if (filter.moved === false) found.push(sql`(f.moved IS NULL OR f.moved = ${FALSE})`);
  const q = filter.q?.trim();
  if (q) found.push(await searchedBy(reader, reconciliationId, q, row));
  return found;
}

/**
 * Conditions that only rows with facts meet, about these alone; none when there are none. They name the
 * reconciliation again: so an index of the facts is where reading begins.
 */
function conditionsOfFacts(reconciliationId: string, filter: DetailFilter, bySize = false): Sql[] {
  const found: Sql[] = [];
  if (filter.hasDifference !== undefined) {
    found.push(sql`f.differs = ${filter.hasDifference ? TRUE : FALSE}`);
  }
  if (filter.differenceAtLeast !== undefined) {
    found.push(atLeast(sql`f.difference`, filter.differenceAtLeast, bySize));
  }
  if (filter.valueAtLeast !== undefined)
    found.push(atLeast(sql`f.difference_value`, filter.valueAtLeast, bySize));
  if (filter.stale === true) found.push(sql`f.counts_changed_at IS NOT NULL`);
  if (filter.moved === true) found.push(sql`f.moved = ${TRUE}`);
  else if (filter.moved) {
    const when = { before: sql`f.moved_before`, during: sql`f.moved_during`, after: sql`f.moved_after` };
    found.push(sql`f.moved = ${TRUE} AND ${when[filter.moved]} <> 0`);
  }
  return found.length === 0 ? [] : [sql`f.reconciliation_id = ${uuid(reconciliationId)}`, ...found];
}

/** Whether only rows with facts meet the filter: then the facts' line numbers are those of the details. */
export const needsFacts = (filter: DetailFilter): boolean => conditionsOfFacts('', filter).length > 0;

const aboutFacts: readonly (keyof DetailFilter)[] = [
  'hasDifference',
  'differenceAtLeast',
  'valueAtLeast',
  'moved',
];

/** Whether the filter names one thing that has few rows: they are found by it and then sorted. */
export const namesOneThing = (filter: DetailFilter): boolean =>
  [
    filter.locationId,
    filter.productId,
    filter.productCode,
    filter.lotId,
    filter.lot,
    filter.serial,
    filter.logisticUnitId,
    filter.logisticUnit,
    filter.orderId,
  ].some((thing) => thing !== undefined);

/** Whether the filter asks only what facts know of a row that differs (`ofDiffering`), and for nothing else. */
export const isAboutDiffering = (filter: DetailFilter): boolean =>
  (filter.hasDifference === true ||
    filter.differenceAtLeast !== undefined ||
    filter.valueAtLeast !== undefined) &&
  filter.counted === undefined &&
  filter.stale === undefined &&
  filter.within === undefined &&
  !namesOneThing(filter);

/** The same filter about facts alone (`f`), where it says nothing about details: quicker to count. */
export function factsOf(reconciliationId: string, filter: DetailFilter): Sql[] | null {
  const asked = Object.entries(filter).filter(([, value]) => value !== undefined && value !== '');
  const alone = asked.every(([name]) => aboutFacts.includes(name as keyof DetailFilter));
  const found = conditionsOfFacts(reconciliationId, filter);
  return alone && filter.moved !== false && found.length > 0 ? found : null;
}

/**
 * A size, less or more: two ranges of an index. Nothing is of size zero but what differs. Read by size,
 * the rows stand at the index's begin anyway, and two ranges would be put together and sorted first.
 */
function atLeast(column: Sql, size: string, bySize: boolean): Sql {
  const limit = sql`CAST(${size} AS decimal(28, 4))`;
  if (bySize) return sql`f.differs = ${TRUE} AND ABS(${column}) >= ${limit}`;
  return sql`f.differs = ${TRUE} AND (${column} >= ${limit} OR ${column} <= -${limit})`;
}

/** Whether every row has facts: then those that are not counted are found by an index of them. */
async function isPopulated(reader: Reader, id: string): Promise<boolean> {
  const rows = await reader.query(
    sql`SELECT 1 AS one FROM ${own.options} WHERE reconciliation_id = ${uuid(id)} AND populated_at IS NOT NULL`,
  );
  return rows.length > 0;
}

/** The given ids that are not of a detail of this reconciliation. */
export async function foreignIds(
  reader: Reader,
  reconciliationId: string,
  given: readonly string[],
): Promise<string[]> {
  const here = await reader.query<{ id: string }>(
    await selectionSql(reader, reconciliationId, { ids: given }),
  );
  const known = new Set(here.map(({ id }) => id));
  return [...new Set(given)].filter((id) => !known.has(id));
}
