import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { often, type Sql, sql } from '../database/sql.js';
import { TRUE, text, uuid } from '../database/words.js';
import { erp } from '../erp/tables.js';
import { plainTexts, textIn } from '../erp/text.js';
import { activeToday } from '../erp/workers.js';
import type { Actor, Role, WorkerOf } from './actor.js';

/** Names of `Sec_Groups` that make somebody a manager or a clerk. */
export class RoleGroups {
  constructor(
    readonly manager: readonly string[],
    readonly clerk: readonly string[],
  ) {}
}

/** Who somebody is: the ERP's users, groups and workers. */
@Injectable()
export class People {
  constructor(
    private readonly database: Database,
    private readonly groups: RoleGroups,
  ) {}

  /** An active user by the ERP's login, letters' case ignored where only one can be meant; or null. */
  byLogin(login: string, source: string): Promise<Actor | null> {
    return this.load(sql`LOWER(u."Login") = LOWER(${login})`, source, login);
  }

  /** An active user by id, or null. */
  byId(userId: string, source: string): Promise<Actor | null> {
    return this.load(sql`u."User_Id" = ${uuid(userId)}`, source);
  }

  private async load(which: Sql, source: string, login?: string): Promise<Actor | null> {
    // Each of somebody's groups with each of his worker records: a handful, in one round trip.
    const found = await this.database.query<{
      id: string;
      login: string;
      name: string;
      language: string | null;
      group: string | null;
      workerId: string | null;
      warehouseId: string;
    }>(
      often(sql`
      SELECT u."User_Id" AS id, u."Login" AS login, u."User_Name" AS name, u."Default_Language" AS language,
        g."Group_Name" AS "group", w."Warehouse_Worker_Id" AS "workerId", w."Warehouse_Id" AS "warehouseId"
      FROM ${erp.users} u
      LEFT JOIN ${erp.userGroups} m ON m."User_Id" = u."User_Id"
      LEFT JOIN ${erp.groups} g ON g."Group_Id" = m."Group_Id"
      LEFT JOIN ${erp.workers} w ON w."User_Id" = u."User_Id" AND ${activeToday}
      WHERE ${which} AND u."Active" = ${TRUE}
      ORDER BY ${text(sql`w."Warehouse_Worker_Id"`)}`),
    );
    // Where the database tells them apart, two people may have logins that differ in letters' case alone:
    // somebody is who he says exactly, and nobody where that leaves it open.
    const exact = found.filter((row) => row.login === login);
    const rows = exact.length > 0 ? exact : found;
    const [user] = rows;
    if (!user || rows.some(({ id }) => id !== user.id)) return null;
    const warehouses = new Map(
      rows.flatMap(({ workerId, warehouseId }) => (workerId ? [[workerId, warehouseId] as const] : [])),
    );
    const workers: WorkerOf[] = [...warehouses].map(([workerId, warehouseId]) => ({ workerId, warehouseId }));
    const names = rows.flatMap(({ group }) => (group ? plainTexts(group) : []));
    const roles = new Set<Role>();
    if (names.some((name) => this.groups.manager.includes(name))) roles.add('manager');
    if (names.some((name) => this.groups.clerk.includes(name))) roles.add('clerk');
    if (workers.length > 0) roles.add('worker');
    const language = user.language?.slice(0, 2).toLowerCase() || 'en';
    return {
      userId: user.id,
      login: user.login,
      name: textIn(user.name, language),
      language,
      roles,
      workers,
      source,
    };
  }
}
