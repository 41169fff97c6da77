import { randomUUID } from 'node:crypto';
import { People, RoleGroups } from '../../src/access/people.js';
import { dropIndex } from '../../src/database/columns.js';
import { erp } from '../../src/erp/tables.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { Rows } from '../support/rows.js';

let at: TestDatabase;
let people: People;
let capitals: string;
beforeAll(async () => {
  at = await openTestDatabase();
  people = new People(at.database, new RoleGroups(['Warehouse Managers'], ['Inventory Clerks']));
  const rows = await Rows.in(at.database);
  capitals = randomUUID();
  // Where the collation takes both for one, no unique index would have them.
  await at.database.query(dropIndex('erp_sec_users_1', 'Sec_Users'));
  await rows.put(erp.users, { User_Id: capitals, Login: 'MIRA', User_Name: 'Somebody else' });
});
afterAll(() => at.close());

describe('logins that differ in letters’ case alone are two people', () => {
  test('each is who he says, exactly', async () => {
    const [manager, other] = [await people.byLogin('mira', ''), await people.byLogin('MIRA', '')];

    expect([manager?.userId, [...(manager?.roles ?? [])]]).toEqual([at.demo.people.mira.userId, ['manager']]);
    expect([other?.userId, [...(other?.roles ?? [])]]).toEqual([capitals, []]);
  });

  test('who writes it otherwise is neither of them', async () => {
    expect(await people.byLogin('Mira', '')).toBeNull();
  });
});

test('a login that no other has is found in any letters’ case', async () => {
  expect((await people.byLogin('IVO', ''))?.userId).toBe(at.demo.people.ivo.userId);
});
