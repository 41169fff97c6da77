import { Injectable } from '@nestjs/common';
import type { Asked } from '../../api/request.js';
import type { Detail } from '../../reconciliation/details/detail-rows.js';
import { Details } from '../../reconciliation/details/details.js';
import { exact } from '../../reconciliation/quantity.js';
import { Warehouses, type Zone } from '../../reconciliation/warehouses.js';
import { Pages } from '../page.js';
import type { Said } from '../view-formats.js';
import {
  type AskedDetails,
  addressOf,
  type Column,
  columns,
  filterOf,
  isId,
  usualColumns,
} from './details-query.js';
import { treeOf } from './zone-tree.js';

const ROWS = 50;
/** Zones that a list to choose from has; where there are more, a code is typed. */
const MOST_ZONES = 1_000;
/** Half of the bar of a difference, in pixels, and what the longest one stands for. */
const HALF_BAR = 26;

/** The grid of details: rows, filters and what stands above and below them. */
@Injectable()
export class DetailsGrid {
  constructor(
    private readonly pages: Pages,
    private readonly details: Details,
    private readonly warehouses: Warehouses,
  ) {}

  /** The rows of a page, and its links. `base`: the document's address. */
  async rows(request: Asked, id: string, base: string, query: AskedDetails) {
    const reader = this.pages.reader(request);
    const { cursor, ...kept } = query;
    const page = { limit: ROWS, ...(cursor ? { cursor } : {}) };
    const listing = await this.details.list(reader, id, filterOf(query), page, query.sort);
    const shown = new Set<Column>(query.col.length > 0 ? query.col : usualColumns);
    const address = addressOf(kept);
    const link = (fields: Partial<AskedDetails>) => `${base}?${addressOf({ ...kept, ...fields })}`;
    const largest = largestValue(listing.items);
    const [first] = listing.items;
    return {
      base,
      kept: address,
      exported: `/api/reconciliations/${id}/details`,
      exportQuery: exportOf(query, this.pages.language(request)),
      items: listing.items.map((item) => rowOf(item, largest)),
      total: listing.total,
      totalExact: listing.totalExact,
      filtered: Object.keys(filterOf(query)).length > 0,
      onFirst: cursor === undefined,
      hidden: withoutField
        .filter((name) => query[name] !== undefined)
        .map((name) => ({ name, value: query[name] })),
      firstPage: link({}),
      nextPage: listing.nextCursor && link({ cursor: listing.nextCursor }),
      show: Object.fromEntries(columns.map((column) => [column, shown.has(column)])),
      chosen: query.col.length > 0,
      span: shown.size + 1,
      sort: query.sort ?? 'lineNo',
      sorts: sortLinks(query.sort ?? 'lineNo', (sort) => link({ sort })),
      without: narrowedBy(query, first, (field) => link({ [field]: undefined })),
    };
  }

  /** The filter form's own context. */
  async form(
    request: Asked,
    warehouseId: string,
    query: AskedDetails,
    counts: Record<string, number>,
    first: Detail | undefined,
  ) {
    const zones = await this.warehouses.allZones(this.pages.reader(request), warehouseId);
    const isChosen = ({ id, code }: Zone) => query.zone === id || query.zone === code;
    return {
      query,
      typed: wordsOf(query, first),
      zoneCode: zones.find(isChosen)?.code ?? query.zone,
      zones:
        zones.length > MOST_ZONES ? null : treeOf(zones).map((zone) => ({ ...zone, chosen: isChosen(zone) })),
      statuses: Object.entries(counts).map(([status, rows]) => ({
        status,
        rows,
        chosen: (query.status as string[]).includes(status),
      })),
      columns: columns.map((column) => ({
        column,
        chosen: (query.col.length > 0 ? query.col : usualColumns).includes(column),
      })),
      is: Object.fromEntries(
        [query.difference, query.moved && `moved-${query.moved}`].filter(Boolean).map((word) => [word, true]),
      ),
    };
  }
}

/** The filter and order as the interface names them, for the files. */
function exportOf(query: AskedDetails, language: string): string {
  const words = { ...filterOf(query), sort: query.sort, language };
  const given = Object.entries(words).flatMap(([name, value]) =>
    [value].flat().flatMap((one): [string, string][] => (one === undefined ? [] : [[name, String(one)]])),
  );
  return new URLSearchParams(given).toString();
}

function largestValue(items: readonly Detail[]): number {
  const values = items.map(({ differenceValue }) => Math.abs(Number(differenceValue ?? 0)));
  return Math.max(0, ...values);
}

/** A detail with what the grid makes of it. */
export function rowOf(item: Detail, largest: number) {
  const { before = '0', during = '0', after = '0' } = item.movement ?? {};
  const moved = exact(before).plus(during).plus(after);
  return {
    ...item,
    status: item.reviewStatus,
    moved: item.movement && !moved.isZero() ? moved.toFixed() : null,
    expected: expectedOf(item),
    tracking: trackingOf(item),
    empty: item.productId === null,
    bar: barOf(item.differenceValue, largest),
    remark: remarkOf(item),
  };
}

/** What the count is compared with: counted less its difference; the snapshot before the count. */
export const expectedOf = (item: Detail): string =>
  item.countedQuantity !== null && item.difference !== null
    ? exact(item.countedQuantity).minus(item.difference).toFixed()
    : item.snapshotQuantity;

function trackingOf(item: Detail): Said[] {
  if (item.productId === null) return [{ key: 'manager.tracking.empty' }];
  const named = (kind: string, value: string | null): Said[] =>
    value === null ? [] : [{ key: `manager.tracking.${kind}`, values: { value } }];
  return [
    ...named('variant', item.variant),
    ...named('lot', item.lot),
    ...named('serial', item.serialNumber),
    ...named('unit', item.logisticUnit),
  ];
}

/** Left of the axis less, right of it more; as long as its share of the largest value on the page. */
function barOf(value: string | null, largest: number) {
  const amount = Number(value ?? 0);
  if (amount === 0 || largest === 0) return null;
  const width = Math.max(2, Math.round((Math.abs(amount) / largest) * HALF_BAR));
  return { less: amount < 0, x: amount < 0 ? HALF_BAR + 2 - width : HALF_BAR + 2, width };
}

/** What is worth a word beside the figures; nothing when a note of a person stands there. */
function remarkOf(item: Detail): Said | null {
  if (item.stale) return { key: 'manager.remark.stale' };
  if (item.movement && !exact(item.movement.during).isZero()) return { key: 'manager.remark.movedDuring' };
  if (item.notes) return null;
  if (item.editedBy) return { key: 'manager.remark.edited', values: { by: item.editedBy } };
  if (item.movement && !exact(item.movement.before).isZero()) return { key: 'manager.remark.movedBefore' };
  const nothingBefore = exact(item.snapshotQuantityBase).isZero() && item.productId !== null;
  if (nothingBefore && exact(item.countedQuantityBase ?? '0').gt(0)) return { key: 'manager.remark.found' };
  if (exact(item.snapshotQuantityBase).isNegative()) return { key: 'manager.remark.negative' };
  return null;
}

/** Head links: the order a click asks for, and the arrow of the present one. */
function sortLinks(sort: string, link: (sort: AskedDetails['sort']) => string) {
  const head = (by: 'lineNo' | 'difference' | 'value', first: '' | '-') => {
    const descending = sort === `-${by}`;
    const active = descending || sort === by;
    const next = active ? (descending ? by : (`-${by}` as const)) : (`${first}${by}` as const);
    return {
      href: link(next === 'lineNo' ? undefined : (next as AskedDetails['sort'])),
      active,
      aria: descending ? 'descending' : 'ascending',
      arrow: active ? (descending ? '▼' : '▲') : '',
    };
  };
  return { line: head('lineNo', ''), difference: head('difference', ''), value: head('value', '') };
}

/** Filters that the form has no field for: they came by a link, or stand in the head of the grid. */
const withoutField = ['counted', 'stale', 'location', 'product', 'order', 'sort'] as const;
/** Filters whose choice shows above the grid, with the way out of each. */
const told = [
  'session',
  'counted',
  'stale',
  'location',
  'product',
  'lot',
  'serial',
  'unit',
  'order',
] as const;

/** What is printed on the things that a filter names; the first row of the grid knows those of a link. */
function wordsOf(query: AskedDetails, first: Detail | undefined) {
  const printed = (text: string | undefined, found: string | null | undefined) => (isId(text) ? found : text);
  return {
    session: query.session,
    lot: printed(query.lot, first?.lot),
    serial: printed(query.serial, first?.serialNumber),
    unit: printed(query.unit, first?.logisticUnit),
  };
}

function narrowedBy(query: AskedDetails, first: Detail | undefined, link: (field: string) => string) {
  const names: Partial<Record<keyof AskedDetails, string | number | null | undefined>> = {
    ...wordsOf(query, first),
    location: first?.location,
    product: first?.product,
  };
  return told
    .filter((field) => query[field] !== undefined)
    .map((field) => ({
      field: field === 'counted' || field === 'stale' ? `${field}-${query[field]}` : field,
      value: names[field] ?? '',
      href: link(field),
    }));
}
