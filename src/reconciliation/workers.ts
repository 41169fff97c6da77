import { Injectable } from '@nestjs/common';
import { type Actor, must } from '../access/actor.js';
import { Database } from '../database/database.js';
import { sql } from '../database/sql.js';
import { uuid } from '../database/words.js';
import { erpNow } from '../erp/clock.js';
import { ErpOptions } from '../erp/erp-options.js';
import { erp } from '../erp/tables.js';
import { textIn } from '../erp/text.js';
import { activeOn } from '../erp/workers.js';

/** Somebody who can count in a warehouse. */
export interface AvailableWorker {
  id: string;
  name: string;
}

/** Who works in a warehouse today. */
@Injectable()
export class Workers {
  constructor(
    private readonly database: Database,
    private readonly options: ErpOptions,
  ) {}

  /** Active workers of a warehouse, by name. */
  async list(actor: Actor, warehouseId: string): Promise<AvailableWorker[]> {
    must(actor, 'manager');
    const { day } = await erpNow(this.database, this.options.timeZone);
    const found = await this.database.query<AvailableWorker>(sql`
      SELECT w."Warehouse_Worker_Id" AS "id", w."Warehouse_Worker_Name" AS "name"
      FROM ${erp.workers} w JOIN ${erp.users} u ON u."User_Id" = w."User_Id"
      WHERE w."Warehouse_Id" = ${uuid(warehouseId)} AND ${activeOn(day)}`);
    return found
      .map(({ id, name }) => ({ id, name: textIn(name, actor.language) }))
      .sort((a, b) => a.name.localeCompare(b.name, actor.language));
  }
}
