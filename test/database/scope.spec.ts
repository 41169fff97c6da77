import { sql } from '../../src/database/sql.js';
import { withRecursive } from '../../src/database/words.js';
import { erp } from '../../src/erp/tables.js';
import { Scopes } from '../../src/reconciliation/scope/measure.js';
import {
  assigned,
  covering,
  type ScopeOf,
  scope,
  zoneTree,
} from '../../src/reconciliation/scope/scope.sql.js';
import { checkLines, checkLinesExist, readOverlaps } from '../../src/reconciliation/scope/scope-lines.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { Hall, person, refusalOf } from '../support/hall.js';

describe('the scope of a reconciliation', () => {
  let test: TestDatabase;
  let hall: Hall;
  const zones: Record<string, string> = {};
  const at: Record<string, string> = {};
  beforeAll(async () => {
    test = await openTestDatabase();
    hall = await Hall.in(test.database);
    zones.A = await hall.zone('A');
    zones['A-1'] = await hall.zone('A-1', zones.A);
    zones['A-1-1'] = await hall.zone('A-1-1', zones['A-1']);
    zones.B = await hall.zone('B');
    for (const [address, zone] of [
      ['A0', 'A'],
      ['A1', 'A-1'],
      ['A11', 'A-1-1'],
      ['A12', 'A-1-1'],
      ['B0', 'B'],
    ] as const) {
      at[address] = await hall.location(address, zones[zone] as string);
    }
  });
  afterAll(() => test.close());

  const places = async (of: ScopeOf) =>
    (
      await test.database.query<{ address: string }>(
        sql`${withRecursive} ${zoneTree(of.warehouseId)}, ${scope(of)} SELECT address FROM scope ORDER BY address`,
      )
    ).map(({ address }) => address);
  const workers = async (of: ScopeOf) =>
    Object.fromEntries(
      (
        await test.database.query<{ address: string; worker: string }>(sql`
          ${withRecursive} ${zoneTree(of.warehouseId)}, ${scope(of)}, ${covering(of)}, ${assigned}
          SELECT s.address, a.worker_id AS worker FROM assigned a JOIN scope s ON s.location_id = a.location_id`)
      ).map(({ address, worker }) => [address, worker]),
    );

  it('without lines is the whole warehouse', async () => {
    expect(await places(await hall.reconciliation())).toEqual(['A0', 'A1', 'A11', 'A12', 'B0']);
  });

  it('of a zone has all zones below it', async () => {
    expect(await places(await hall.reconciliation([{ zoneId: zones['A-1'] }]))).toEqual(['A1', 'A11', 'A12']);
  });

  it('of a line with both is the location alone', async () => {
    const both = await hall.reconciliation([{ zoneId: zones.A, locationId: at.A11 }]);
    expect(await places(both)).toEqual(['A11']);
  });

  it('merges nested zones and a location in them: each location once', async () => {
    const nested = await hall.reconciliation([
      { zoneId: zones.A },
      { zoneId: zones['A-1'] },
      { locationId: at.A11 },
      { locationId: at.B0 },
      { locationId: at.B0 },
    ]);
    expect(await places(nested)).toEqual(['A0', 'A1', 'A11', 'A12', 'B0']);
    expect(await readOverlaps(test.database, nested)).toEqual([
      { lineNo: 10, otherLineNo: 20, locations: 3 },
      { lineNo: 10, otherLineNo: 30, locations: 1 },
      { lineNo: 20, otherLineNo: 30, locations: 1 },
      { lineNo: 40, otherLineNo: 50, locations: 1 },
    ]);
  });

  it('says of each zone how many locations are in it and below it', async () => {
    const { inZone } = await new Scopes(test.database).measure(person(), hall.id, []);

    expect(Object.entries(zones).map(([name, id]) => [name, inZone.get(id)])).toEqual([
      ['A', 4],
      ['A-1', 3],
      ['A-1-1', 2],
      ['B', 1],
    ]);
  });

  it('ends in a zone tree with a ring in it', async () => {
    const [one, two] = [await hall.zone('ring-1'), await hall.zone('ring-2')];
    const lost = await hall.location('RING', one);
    await test.database.query(
      sql`UPDATE ${erp.zones} SET "Parent_Warehouse_Zone_Id" = ${two} WHERE "Warehouse_Zone_Id" = ${one}`,
    );
    await test.database.query(
      sql`UPDATE ${erp.zones} SET "Parent_Warehouse_Zone_Id" = ${one} WHERE "Warehouse_Zone_Id" = ${two}`,
    );
    expect(await places(await hall.reconciliation([{ zoneId: two }]))).toEqual(['RING']);
    await test.database.query(sql`DELETE FROM ${erp.locations} WHERE "Warehouse_Location_Id" = ${lost}`);
  });

  describe('names a worker for a location', () => {
    it('from its own line, else the deepest zone, else the lowest line number', async () => {
      const [ivo, lena, jon, sam] = await Promise.all(
        ['Ivo', 'Lena', 'Jon', 'Sam'].map((name) => hall.worker(name)),
      );
      const found = await hall.reconciliation([
        { zoneId: zones.A, workerId: ivo },
        { zoneId: zones.A, workerId: sam },
        { zoneId: zones['A-1'], workerId: lena },
        { zoneId: zones['A-1'], workerId: sam },
        { zoneId: zones.B, locationId: at.A11, workerId: jon },
        { locationId: at.A11, workerId: sam },
        { locationId: at.B0 },
      ]);
      expect(await workers(found)).toEqual({ A0: ivo, A1: lena, A12: lena, A11: jon });
    });

    it('from the zone when its own line names nobody', async () => {
      const ivo = await hall.worker('Ivo again');
      const found = await hall.reconciliation([
        { locationId: at.A11 },
        { zoneId: zones['A-1-1'], workerId: ivo },
      ]);
      expect(await workers(found)).toEqual({ A11: ivo, A12: ivo });
    });
  });

  describe('is refused', () => {
    it('with every zone, location and worker of another warehouse at once', async () => {
      const elsewhere = await Hall.in(test.database);
      const zone = await elsewhere.zone('X');
      const location = await elsewhere.location('X0', zone);
      const worker = await elsewhere.worker('Petra');
      const faulty = await hall.reconciliation([
        { zoneId: zones.A },
        { zoneId: zone, workerId: worker },
        { locationId: location },
        { zoneId: zones.B, locationId: at.A11 },
        { zoneId: zones.A, locationId: at.A11 },
      ]);
      expect(await refusalOf(checkLines(test.database, faulty))).toEqual([
        'rule',
        'line.zone-of-another-warehouse 20',
        'line.worker-of-another-warehouse 20',
        'line.location-of-another-warehouse 30',
        'line.location-not-in-zone 40',
      ]);
      expect(await refusalOf(checkLinesExist(test.database, faulty.id))).toEqual(['taken']);
    });

    it('with what does not exist, and with lines that name no place', async () => {
      const nowhere = '99999999-9999-4999-8999-999999999999';
      const { id } = await hall.reconciliation([
        { zoneId: nowhere },
        { locationId: nowhere, workerId: nowhere },
        { workerId: await hall.worker('Nobody knows where') },
      ]);
      expect(await refusalOf(checkLinesExist(test.database, id))).toEqual([
        'rule',
        'line.zone-unknown 10',
        'line.location-unknown 20',
        'line.worker-unknown 20',
        'line.without-place 30',
      ]);
    });
  });
});
