import { Injectable } from '@nestjs/common';
import type { Reader } from '../database/database.js';
import { list, often, sql } from '../database/sql.js';
import { uuid, withRecursive } from '../database/words.js';
import type { Fault } from '../errors.js';
import { erpNow, wallClock } from './clock.js';
import { code } from './codes.js';
import { readDocumentType } from './document-origin.js';
import { ErpOptions } from './erp-options.js';
import {
  badValue,
  type Policy,
  type PolicyKind,
  type Read,
  readFlag,
  readLevel,
  readUnitScreen,
  type UnitScreen,
  winner,
} from './policy-rules.js';
import { erp } from './tables.js';

/** How a warehouse makes its count orders, or what stands in the way. */
export interface CountingPolicies {
  /** 0: one order. n: one for each zone at depth n. */
  splitLevel: number;
  /** Document type of count orders; empty when it could not be resolved. */
  orderTypeId: string | undefined;
  faults: Fault[];
}

/** What a worker's terminal shows. */
export interface TerminalPolicies {
  showUnassigned: boolean;
  showStartedByOthers: boolean;
  showAssignedToOthers: boolean;
  logisticUnitScreen: UnitScreen;
  /** Policies whose value means nothing; what holds without them is taken. */
  faults: Fault[];
}

/** How a worker scans at one place. */
export interface ScanPolicies {
  scanCountsOne: boolean;
  mustScanProduct: boolean;
  mustScanLocation: boolean;
  /** When the logistic unit is asked: the warehouse's, wherever the worker is. */
  logisticUnitScreen: UnitScreen;
  /** Policies whose value means nothing; what holds without them is taken. */
  faults: Fault[];
}

/** Where and when somebody scans. */
export interface ScanPlace {
  /** The location's zone. */
  zoneId: string | null;
  /** The product in hand. */
  productId: string | null;
  /** By the database's clock, which every scan has read already: ISO 8601, UTC. */
  now: string;
}

/** Deeper trees than this are a loop in the data. */
const DEEPEST = 60;

/** The warehouse's policies as they apply today (rules.md, Policies). "Today" is the ERP's day. */
@Injectable()
export class Policies {
  constructor(private readonly options: ErpOptions) {}

  /** For making count orders. A missing document type and bad values come back as faults, all of them. */
  async counting(reader: Reader, warehouseId: string): Promise<CountingPolicies> {
    const found = await this.applying(reader, warehouseId, ['splitLevel', 'orderType']);
    const faults: Fault[] = [];
    const splitLevel = settled(winner(found, 'splitLevel'), readLevel, 0, faults);
    const type = winner(found, 'orderType');
    const orderTypeId = type && (await readDocumentType(reader, code.entity.order, type.value));
    if (!type) {
      faults.push({
        code: 'policy.missing',
        message: `The warehouse has no policy ${code.policy.orderType}, the document type of count orders. Add one in the ERP.`,
        field: code.policy.orderType,
        value: null,
        allowed: `Code of a document type of ${code.entity.order}`,
      });
    } else if (orderTypeId === undefined) {
      faults.push(badValue(type, `Code of a document type of ${code.entity.order}`));
    }
    return { splitLevel, orderTypeId, faults };
  }

  /** For the terminal. A bad value is reported but stops nobody: a worker cannot correct it. */
  async terminal(reader: Reader, warehouseId: string): Promise<TerminalPolicies> {
    const found = await this.applying(reader, warehouseId, [
      'showUnassigned',
      'showStartedByOthers',
      'showAssignedToOthers',
      'logisticUnitScreen',
    ]);
    const faults: Fault[] = [];
    const flag = (kind: PolicyKind) => settled(winner(found, kind), readFlag, true, faults);
    return {
      showUnassigned: flag('showUnassigned'),
      showStartedByOthers: flag('showStartedByOthers'),
      showAssignedToOthers: flag('showAssignedToOthers'),
      logisticUnitScreen: settled(winner(found, 'logisticUnitScreen'), readUnitScreen, 'default', faults),
      faults,
    };
  }

  /** For a scan at a place. */
  async scanning(reader: Reader, warehouseId: string, at: ScanPlace): Promise<ScanPolicies> {
    const kinds = ['scanCountsOne', 'mustScanProduct', 'mustScanLocation', 'logisticUnitScreen'] as const;
    const found = await this.applying(reader, warehouseId, kinds, at);
    const faults: Fault[] = [];
    const flag = (kind: PolicyKind) => settled(winner(found, kind), readFlag, false, faults);
    return {
      scanCountsOne: flag('scanCountsOne'),
      mustScanProduct: flag('mustScanProduct'),
      mustScanLocation: flag('mustScanLocation'),
      logisticUnitScreen: settled(winner(found, 'logisticUnitScreen'), readUnitScreen, 'default', faults),
      faults,
    };
  }

  /** Policies of some kinds that are for this place, or for any, today. */
  private async applying(
    reader: Reader,
    warehouseId: string,
    kinds: readonly PolicyKind[],
    { zoneId = null, productId = null, now }: Partial<ScanPlace> = {},
  ): Promise<Policy[]> {
    const { timeZone } = this.options;
    const { day } = now ? wallClock(new Date(now), timeZone) : await erpNow(reader, timeZone);
    const rows = await reader.query<Row>(
      often(sql`
      ${withRecursive} zones(id, up) AS (
        SELECT "Warehouse_Zone_Id", 0 FROM ${erp.zones} WHERE "Warehouse_Zone_Id" = ${uuid(zoneId)}
        UNION ALL
        SELECT z."Parent_Warehouse_Zone_Id", c.up + 1 FROM zones c
        JOIN ${erp.zones} z ON z."Warehouse_Zone_Id" = c.id
        WHERE z."Parent_Warehouse_Zone_Id" IS NOT NULL AND c.up < ${DEEPEST}
      ), product_groups(id, up) AS (
        SELECT "Product_Group_Id", 0 FROM ${erp.products} WHERE "Id" = ${uuid(productId)}
        UNION ALL
        SELECT g."Parent_Group_Id", c.up + 1 FROM product_groups c
        JOIN ${erp.productGroups} g ON g."Id" = c.id
        WHERE g."Parent_Group_Id" IS NOT NULL AND c.up < ${DEEPEST}
      )
      SELECT p."Policy_Kind" AS "kind", p."Code" AS "code", p."Importance" AS "importance", p."Value" AS "value",
        p."Product_Id" AS "productId", p."Product_Type_Id" AS "typeId",
        p."Product_Group_Id" AS "groupId", g.up AS "groupUp", p."Zone_Id" AS "zoneId", z.up AS "zoneUp"
      FROM ${erp.policies} p
      LEFT JOIN zones z ON z.id = p."Zone_Id"
      LEFT JOIN product_groups g ON g.id = p."Product_Group_Id"
      WHERE p."Warehouse_Id" = ${uuid(warehouseId)} AND p."Policy_Kind" IN (${list(kinds.map((k) => code.policy[k]))})
        AND (p."From_Date" IS NULL OR p."From_Date" <= CAST(${day} AS date))
        AND (p."To_Date" IS NULL OR p."To_Date" >= CAST(${day} AS date))
        AND (p."Zone_Id" IS NULL OR z.id IS NOT NULL)
        AND (p."Product_Group_Id" IS NULL OR g.id IS NOT NULL)
        AND (p."Product_Id" IS NULL OR p."Product_Id" = ${uuid(productId)})
        AND (p."Product_Type_Id" IS NULL OR EXISTS (
          SELECT 1 FROM ${erp.products} t
          WHERE t."Id" = ${uuid(productId)} AND t."Product_Type_Id" = p."Product_Type_Id"))`),
    );
    return rows.map(policyOf);
  }
}

interface Row {
  kind: string;
  code: string;
  importance: number;
  value: string;
  productId: string | null;
  typeId: string | null;
  groupId: string | null;
  groupUp: number | null;
  zoneId: string | null;
  zoneUp: number | null;
}

const kindOf = Object.fromEntries(
  Object.entries(code.policy).map(([kind, found]) => [found, kind as PolicyKind]),
);

const policyOf = (row: Row): Policy => ({
  kind: kindOf[row.kind.trim()] as PolicyKind,
  code: row.code,
  importance: Number(row.importance),
  value: row.value,
  forProduct: row.productId !== null,
  forType: row.typeId !== null,
  groupDepth: depthOf(row.groupId, row.groupUp),
  zoneDepth: depthOf(row.zoneId, row.zoneUp),
});

// Steps up from the place, turned round: the nearer the deeper.
const depthOf = (id: string | null, up: number | null): number =>
  id === null ? 0 : DEEPEST + 2 - Number(up ?? DEEPEST);

/** The value of the policy that won, or what holds without one. */
function settled<T>(
  policy: Policy | undefined,
  read: (policy: Policy) => Read<T>,
  absent: T,
  faults: Fault[],
): T {
  if (!policy) return absent;
  const found = read(policy);
  if ('value' in found) return found.value;
  faults.push(found.fault);
  return absent;
}
