import { table } from '../database/columns.js';
import type { Database } from '../database/database.js';
import { erpTables } from '../erp/columns.js';
import { makeCompany, makeStores } from './company.js';
import { inventoryReconciliationOf, makeDesk } from './documents.js';
import { createErpIn, hasErp } from './erp-schema.js';
import { fillWarehouse } from './fill.js';
import { makePallets, palletOf } from './pallets.js';
import { type DemoPerson, type Login, makePeople, peopleOf } from './people.js';
import { makeProductCodes } from './product-codes.js';
import { lotOf, makeProducts, productOf, serialOf, variantOf } from './products.js';
import { Seed } from './random.js';
import { makeStock } from './stock.js';
import { makeStoreStock } from './store-stock.js';
import { makeUnits, type UnitCode, unitOf } from './units.js';
import { locationOf, makeWarehouses, type WarehouseName, warehouseOf, zoneOf } from './warehouse.js';
import { gatherStatistics, type Making } from './write.js';

const POSITIONS = 1_400;

export interface DemoOptions {
  /** The same seed makes the same rows, ids included. */
  seed?: number;
  /** The day it is made for; everything in it lies before. Default: today, UTC. */
  today?: Date;
  /** Positions with stock in the first warehouse; places and products grow with it. */
  positions?: number;
}

/** What a scenario or a test wants to know of a demo. */
export interface Demo {
  seed: number;
  warehouseId: string;
  otherWarehouseId: string;
  /** The clerk's document: its own key, and its document's. */
  inventoryReconciliationId: string;
  inventoryReconciliationDocumentId: string;
  people: Record<Login, DemoPerson>;
  /** Ids by the code on the label. */
  ids: {
    zone(code: string, warehouse?: WarehouseName): string;
    location(address: string, warehouse?: WarehouseName): string;
    product(partNumber: string): string;
    variant(partNumber: string, code: string): string;
    lot(number: string): string;
    serial(number: string): string;
    pallet(serialCode: string): string;
    unit(code: UnitCode): string;
  };
}

/**
 * Makes a small company with a warehouse worth counting, in the ERP's tables; creates these first
 * if they are missing. All of it or nothing.
 */
export async function createDemo(
  database: Database,
  { seed: number = 1, today = new Date(), positions = POSITIONS }: DemoOptions = {},
): Promise<Demo> {
  const there = await hasErp(database);
  const seed = new Seed(number);
  await database.transaction(async (tx) => {
    if (!there) await createErpIn(tx);
    const making: Making = { tx, dialect: database.dialect, seed, today: midnight(today) };
    const warehouses = { main: warehouseOf(seed), other: warehouseOf(seed, 'other') };
    await makeCompany(making);
    await makeWarehouses(making);
    await makeStores(making, warehouses);
    await makePeople(making, warehouses);
    await makeUnits(making);
    await makeProducts(making);
    await makeProductCodes(making);
    await makePallets(making);
    await makeStock(making);
    await fillWarehouse(making, positions);
    await makeStoreStock(making);
    await makeDesk(making);
    await gatherStatistics(making, Object.keys(erpTables).map(table));
  });
  return demoOf(number);
}

/** What `createDemo` with that seed made, without a look into the database. */
export function demoOf(number = 1): Demo {
  const seed = new Seed(number);
  return {
    seed: number,
    warehouseId: warehouseOf(seed),
    otherWarehouseId: warehouseOf(seed, 'other'),
    inventoryReconciliationId: inventoryReconciliationOf(seed).id,
    inventoryReconciliationDocumentId: inventoryReconciliationOf(seed).documentId,
    people: peopleOf(seed),
    ids: {
      zone: (code, warehouse) => zoneOf(seed, code, warehouse),
      location: (address, warehouse) => locationOf(seed, address, warehouse),
      product: (partNumber) => productOf(seed, partNumber),
      variant: (partNumber, code) => variantOf(seed, partNumber, code),
      lot: (number) => lotOf(seed, number),
      serial: (number) => serialOf(seed, number),
      pallet: (serialCode) => palletOf(seed, serialCode),
      unit: (code) => unitOf(seed, code),
    },
  };
}

const midnight = (moment: Date): Date =>
  new Date(Date.UTC(moment.getUTCFullYear(), moment.getUTCMonth(), moment.getUTCDate()));
