import type { Database } from '../database/database.js';
import { makeCompany, makeStores } from './company.js';
import { createErpIn, hasErp } from './erp-schema.js';
import { type DemoPerson, type Login, makePeople, peopleOf } from './people.js';
import { makeProductCodes } from './product-codes.js';
import { makeProducts } from './products.js';
import { Seed } from './random.js';
import { makeUnits } from './units.js';
import { makeWarehouses, warehouseOf } from './warehouse.js';
import type { Making } from './write.js';

export interface DemoOptions {
  /** The same seed makes the same rows, ids included. */
  seed?: number;
  /** The day it is made for; everything in it lies before. Default: today, UTC. */
  today?: Date;
}

/** What a scenario or a test wants to know of a demo. */
export interface Demo {
  seed: number;
  warehouseId: string;
  otherWarehouseId: string;
  people: Record<Login, DemoPerson>;
}

/**
 * Makes a small company with a warehouse worth counting, in the ERP's tables; creates these first
 * if they are missing. All of it or nothing.
 */
export async function createDemo(
  database: Database,
  { seed: number = 1, today = new Date() }: DemoOptions = {},
): Promise<Demo> {
  const there = await hasErp(database);
  const seed = new Seed(number);
  await database.transaction(async (tx) => {
    if (!there) await createErpIn(tx);
    const making: Making = { tx, seed, today: midnight(today) };
    const warehouses = { main: warehouseOf(seed), other: warehouseOf(seed, 'other') };
    await makeCompany(making);
    await makeWarehouses(making);
    await makeStores(making, warehouses);
    await makePeople(making, warehouses);
    await makeUnits(making);
    await makeProducts(making);
    await makeProductCodes(making);
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
    people: peopleOf(seed),
  };
}

const midnight = (moment: Date): Date =>
  new Date(Date.UTC(moment.getUTCFullYear(), moment.getUTCMonth(), moment.getUTCDate()));
