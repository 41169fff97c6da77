import { erp } from '../erp/tables.js';
import type { Seed } from './random.js';
import { bilingual, dayOf, daysAgo, type Making, put } from './write.js';

export type WarehouseName = 'main' | 'other';

export const warehouseOf = (seed: Seed, warehouse: WarehouseName = 'main'): string =>
  seed.id('warehouse', warehouse);
/** A zone's id by its code. */
export const zoneOf = (seed: Seed, code: string, warehouse: WarehouseName = 'main'): string =>
  seed.id('zone', warehouse, code);
/** A location's id by its address. */
export const locationOf = (seed: Seed, address: string, warehouse: WarehouseName = 'main'): string =>
  seed.id('location', warehouse, address);

interface Zone {
  code: string;
  parent: string | null;
  name: string;
  type?: string;
}
interface Place {
  address: string;
  zone: string;
}

const two = (n: number): string => String(n).padStart(2, '0');
const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

/**
 * Halls, areas, aisles and, in the pallet racks, bays: four levels at the deepest, one at the dock,
 * so that a split by depth meets zones that end above it.
 */
const zones: Zone[] = [
  { code: 'R', parent: null, name: bilingual('Dock', 'Рампа'), type: 'RCZ' },
  { code: 'H1', parent: null, name: bilingual('Dry hall', 'Сухо хале'), type: 'GNZ' },
  { code: 'H2', parent: null, name: bilingual('Cold hall', 'Хладилно хале'), type: 'GNZ' },
  { code: 'H3', parent: null, name: 'Yard', type: 'BLK' },
  { code: 'A', parent: 'H1', name: bilingual('Pallet racks', 'Палетни стелажи'), type: 'BLK' },
  { code: 'B', parent: 'H1', name: bilingual('Shelving', 'Рафтове'), type: 'PKZ' },
  { code: 'E', parent: 'H1', name: 'Small parts', type: 'PKZ' },
  { code: 'C', parent: 'H2', name: bilingual('Cold store', 'Хладилен склад'), type: 'PKZ' },
  { code: 'D', parent: 'H3', name: 'Floor block', type: 'BLK' },
  ...range(5).flatMap((aisle) => [
    { code: `A-${two(aisle)}`, parent: 'A', name: `Aisle ${aisle}` },
    ...range(4).map((bay) => ({
      code: `A-${two(aisle)}-${two(bay)}`,
      parent: `A-${two(aisle)}`,
      name: `Aisle ${aisle}, bay ${bay}`,
    })),
  ]),
  ...range(3).map((aisle) => ({ code: `B-${two(aisle)}`, parent: 'B', name: `Shelf ${aisle}` })),
  ...range(2).map((aisle) => ({ code: `E-${two(aisle)}`, parent: 'E', name: `Cabinet ${aisle}` })),
  ...range(2).map((aisle) => ({ code: `C-${two(aisle)}`, parent: 'C', name: `Cold row ${aisle}` })),
];

/** "204" is a product's code as well; "4711" could be taken for nothing else. */
const places: Place[] = [
  ...['4711', 'R-01', 'R-02'].map((address) => ({ address, zone: 'R' })),
  ...zones
    .filter(({ code }) => /^A-\d\d-\d\d$/.test(code))
    .flatMap(({ code }) => range(4).map((level) => ({ address: `${code}-${level}`, zone: code }))),
  ...range(3).flatMap((shelf) =>
    range(20).map((n) => ({ address: `B-${two(shelf)}-${two(n)}`, zone: `B-${two(shelf)}` })),
  ),
  { address: '204', zone: 'B-02' },
  ...range(2).flatMap((row) =>
    range(12).map((n) => ({ address: `C-${two(row)}-${two(n)}`, zone: `C-${two(row)}` })),
  ),
  ...range(2).flatMap((row) => range(6).map((n) => ({ address: `D-${two(row)}-${two(n)}`, zone: 'D' }))),
  ...range(2).flatMap((cabinet) =>
    range(40).map((n) => ({
      address: `E-${two(cabinet)}-${String(n).padStart(3, '0')}`,
      zone: `E-${two(cabinet)}`,
    })),
  ),
];

/** The second warehouse has some addresses of the first. */
const otherZones: Zone[] = [
  { code: 'A', parent: null, name: 'Racks' },
  { code: 'A-01', parent: 'A', name: 'Aisle 1' },
  { code: 'S', parent: null, name: 'Shelves' },
];
const otherPlaces: Place[] = [
  ...range(4).flatMap((bay) => range(4).map((n) => ({ address: `A-01-${two(bay)}-${n}`, zone: 'A-01' }))),
  ...range(14).map((n) => ({ address: `S-${two(n)}`, zone: 'S' })),
];

/** Addresses of the second warehouse. */
export const otherAddresses = otherPlaces.map(({ address }) => address);

/** Locations of the first warehouse that nothing is ever put into. */
export const emptyPlaces = ['A-03-02-3', 'A-03-02-4', 'B-02-20', 'C-02-12', 'D-02-06', 'R-02'];

/** Both warehouses with their zones, locations and policies. */
export async function makeWarehouses(making: Making): Promise<void> {
  const { seed } = making;
  await put(making, erp.warehouses, [
    {
      Warehouse_Id: warehouseOf(seed),
      Warehouse_Name: bilingual('Riverside DC', 'Логистичен център Ривърсайд'),
    },
    { Warehouse_Id: warehouseOf(seed, 'other'), Warehouse_Name: 'North Hub' },
  ]);
  await makePlaces(making, 'main', zones, places);
  await makePlaces(making, 'other', otherZones, otherPlaces);
  await makePolicies(making);
}

async function makePlaces(making: Making, warehouse: WarehouseName, zones: Zone[], places: Place[]) {
  const { seed } = making;
  await put(
    making,
    erp.zones,
    zones.map(({ code, parent, name, type = 'GNZ' }) => ({
      Warehouse_Zone_Id: zoneOf(seed, code, warehouse),
      Warehouse_Id: warehouseOf(seed, warehouse),
      Parent_Warehouse_Zone_Id: parent && zoneOf(seed, parent, warehouse),
      Warehouse_Zone_Code: code,
      Warehouse_Zone_Name: name,
      Zone_Type: type,
    })),
  );
  await put(
    making,
    erp.locations,
    places.map(({ address, zone }) => ({
      Warehouse_Location_Id: locationOf(seed, address, warehouse),
      Warehouse_Id: warehouseOf(seed, warehouse),
      Warehouse_Zone_Id: zoneOf(seed, zone, warehouse),
      Location_Address: address,
    })),
  );
}

/**
 * Counts split at depth 2, by the first policy; the second would win but is for a zone, which this
 * kind does not look at, the third is over. In small parts a scan counts one piece.
 */
async function makePolicies(making: Making): Promise<void> {
  const { seed } = making;
  const policy = (code: string, kind: string, value: string, more: Record<string, unknown> = {}) => ({
    Warehouse_Policy_Id: seed.id('policy', code),
    Code: code,
    Warehouse_Id: warehouseOf(seed),
    Policy_Kind: kind,
    Value: value,
    Importance: 0,
    Zone_Id: null,
    From_Date: null,
    To_Date: null,
    ...more,
  });
  await put(making, erp.policies, [
    policy('SPLIT', 'CSL', '2'),
    policy('SPLIT-A', 'CSL', '9', { Zone_Id: zoneOf(seed, 'A'), Importance: 10 }),
    policy('SPLIT-OLD', 'CSL', '1', { To_Date: dayOf(daysAgo(making, 90)), Importance: 10 }),
    policy('COUNT-TYPE', 'CDT', 'WOCNT'),
    policy('ONE-PIECE', 'QOP', 'true', { Zone_Id: zoneOf(seed, 'E') }),
    policy('UNITS', 'LUS', 'Default'),
    policy('UNASSIGNED', 'UOS', 'true'),
    policy('COLD-SCAN', 'RPS', 'true', { Zone_Id: zoneOf(seed, 'C') }),
    policy('N-COUNT-TYPE', 'CDT', 'WOCNT', { Warehouse_Id: warehouseOf(seed, 'other') }),
  ]);
}
