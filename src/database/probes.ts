import type { Database, Reader } from './database.js';
import { Fragment, raw, type Sql, sql } from './sql.js';
import { binary, gathered, ids, newId, now, sha256, withRecursive } from './words.js';

/** Something that our statements need of a server, and a statement that fails or gives no row without it. */
interface Probe {
  feature: string;
  needs: string;
  statement: Sql;
}

const id = '00000000-0000-0000-0000-000000000000';
const shared: Probe[] = [
  { feature: 'new ids', needs: 'PostgreSQL 13', statement: sql`SELECT ${newId} AS "it"` },
  { feature: 'the clock in UTC', needs: '', statement: sql`SELECT ${now} AS "it"` },
  { feature: 'SHA-256', needs: 'SQL Server 2016', statement: sql`SELECT ${sha256(sql`'1'`)} AS "it"` },
  {
    feature: 'lists in one parameter',
    needs: 'SQL Server 2016, compatibility level 130',
    statement: sql`SELECT 1 AS "it" WHERE 1 = (SELECT COUNT(*) FROM ${ids([id])} x)`,
  },
  {
    feature: 'texts of a group in order',
    needs: 'SQL Server 2017',
    statement: sql`SELECT ${gathered(sql`v.a`, sql`v.a`)} AS "it" FROM (VALUES ('a'), ('b')) AS v(a)`,
  },
  {
    feature: 'recursive queries',
    needs: '',
    statement: sql`${withRecursive} n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2) SELECT MAX(i) AS "it" FROM n`,
  },
  {
    feature: 'byte order',
    needs: '',
    statement: sql`SELECT v.a AS "it" FROM (VALUES ('a'), ('B')) AS v(a) ORDER BY v.a ${binary}`,
  },
];

const byVendor: Record<'postgres' | 'mssql', Probe[]> = {
  postgres: [
    {
      feature: 'unique indexes in which empty equals empty',
      needs: 'PostgreSQL 15',
      statement: raw(
        `SELECT 1 AS "it" FROM pg_attribute WHERE attrelid = 'pg_index'::regclass AND attname = 'indnullsnotdistinct'`,
      ),
    },
  ],
  mssql: [],
};

/** Features this server lacks, with the reason it gave. Judged by trying them, not by its version. */
export async function missingFeatures(
  database: Database,
): Promise<{ feature: string; needs: string; reason: string }[]> {
  const missing: { feature: string; needs: string; reason: string }[] = [];
  for (const { feature, needs, statement } of [...shared, ...byVendor[database.dialect.name]]) {
    try {
      const rows = await database.query(statement);
      if (rows.length === 0) missing.push({ feature, needs, reason: 'it has none' });
    } catch (error) {
      missing.push({ feature, needs, reason: (error as Error).message });
    }
  }
  return missing;
}

const facts: Record<'postgres' | 'mssql', Sql> = {
  postgres: raw(`SELECT 'PostgreSQL' AS "product", 15 AS "tried",
    current_setting('server_version') AS "version",
    current_setting('server_version_num')::int / 10000 AS "major",
    pg_encoding_to_char(encoding) AS "encoding", datcollate AS "collation", TRUE AS "still",
    EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'pg_maintain') AS "maintain"
    FROM pg_database WHERE datname = current_database()`),
  mssql: raw(`SELECT 'SQL Server' AS "product", 14 AS "tried",
    CAST(SERVERPROPERTY('ProductVersion') AS varchar(40)) AS "version",
    CAST(PARSENAME(CAST(SERVERPROPERTY('ProductVersion') AS varchar(40)), 4) AS int) AS "major",
    'UTF16' AS "encoding", CAST(DATABASEPROPERTYEX(DB_NAME(), 'Collation') AS varchar(128)) AS "collation",
    (SELECT is_read_committed_snapshot_on FROM sys.databases WHERE database_id = DB_ID()) AS "still",
    CAST(0 AS bit) AS "maintain"`),
};

/** What a server says of itself. */
export interface ServerFacts {
  product: string;
  /** From this major version on everything was tried; older ones are judged by what they can do. */
  tried: number;
  version: string;
  major: number | null;
  encoding: string;
  collation: string | null;
  /** Whether a statement reads one moment by itself. */
  still: boolean | null;
  /** Whether the right to gather statistics can be given. */
  maintain: boolean;
}

export async function serverFacts(reader: Reader): Promise<ServerFacts> {
  const [row] = await reader.query<ServerFacts>(sql`${new Fragment((d) => facts[d.name])}`);
  return row as ServerFacts;
}
