import type { Tokens } from '../src/access/tokens.js';
import type { Database } from '../src/database/database.js';
import { insertRows } from '../src/database/insert.js';
import type { Demo } from '../src/demo/demo.js';
import { erp } from '../src/erp/tables.js';
import { Chance } from './chance.js';

/** So many workers of the demo's first warehouse, as the ERP keeps them; gives their tokens. */
export async function hire(
  database: Database,
  demo: Demo,
  tokens: Tokens,
  seed: number,
  many: number,
): Promise<string[]> {
  const chance = new Chance(seed, 'people');
  const people = Array.from({ length: many }, (_, n) => ({
    login: `soak-${n}`,
    user: chance.uuid(),
    worker: chance.uuid(),
  }));
  await database.transaction(async (tx) => {
    await insertRows(
      tx,
      erp.users,
      ['User_Id', 'Login', 'User_Name', 'Active'],
      people.map(({ user, login }) => [user, login, login, true]),
    );
    await insertRows(
      tx,
      erp.workers,
      [
        'Warehouse_Worker_Id',
        'Warehouse_Id',
        'User_Id',
        'Warehouse_Worker_Name',
        'Warehouse_Worker_Role',
        'Active_From',
      ],
      people.map(({ user, worker, login }) => [worker, demo.warehouseId, user, login, 'GNR', '2020-01-01']),
    );
  });
  return Promise.all(people.map(({ login }) => tokens.issue(login, '1d')));
}
