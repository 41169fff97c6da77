import { type Connection, connect } from '../../src/database/connect.js';
import { sql } from '../../src/database/sql.js';
import { createDemo } from '../../src/demo/demo.js';
import { hasErp } from '../../src/demo/erp-schema.js';
import { erp } from '../../src/erp/tables.js';

describe('the demo ERP', () => {
  let connection: Connection;
  beforeAll(async () => {
    connection = await connect({});
  });
  afterAll(() => connection.close());

  it('is there after it was made', async () => {
    expect(await hasErp(connection.database)).toBe(false);
    await createDemo(connection.database, { today: new Date('2026-03-02T00:00:00Z') });
    expect(await hasErp(connection.database)).toBe(true);
    expect(await connection.database.query(sql`SELECT "Login" FROM ${erp.users}`)).toHaveLength(8);
  });
});
