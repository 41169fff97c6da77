import type { Socket } from 'node:net';
import pg from 'pg';
import { Connection, type ConnectionOptions, Request } from 'tedious';

/** How long a server may take to let us in, and to say whether it still works for somebody. */
export const CONNECT_MS = 5_000;
const ASK_MS = 3_000;
const LOOK_MS = 1_000;
/** So many looks in a row nothing came on a connection that waits for an answer. */
const QUIET_LOOKS = 3;

const noAnswer = () => Object.assign(new Error('The database does not answer.'), { code: 'ETIMEDOUT' });

/** A connection, and how to find out about it from outside. */
interface Watched {
  socket: Socket;
  /** Whether a statement waits for its answer. */
  waits(): boolean;
  /** Asks the server over another connection. False: nobody works on that statement. */
  isServed(): Promise<boolean>;
}

/**
 * A network may swallow packets: then a statement would wait a quarter of an hour, or for ever. When nothing
 * comes for some seconds, the server is asked over another connection; what it works on may take as long
 * as it takes, what it knows nothing of is cut off, and whoever waits is told (`isAway`).
 */
function watch({ socket, waits, isServed }: Watched): void {
  let heard = -1;
  let quiet = 0;
  let asking = false;
  const look = async () => {
    if (!waits() || socket.bytesRead !== heard) {
      heard = socket.bytesRead;
      quiet = 0;
    } else if (++quiet >= QUIET_LOOKS && !asking) {
      asking = true;
      const served = await isServed().catch(() => false);
      asking = false;
      quiet = 0;
      if (!served && waits() && socket.bytesRead === heard) socket.destroy(noAnswer());
    }
  };
  // Looks are counted, not time: a process that was held up itself has not looked meanwhile.
  const looks = setInterval(() => void look(), LOOK_MS).unref();
  socket.once('close', () => clearInterval(looks));
}

/** A server that does not let us in soon is away. */
export class PromptClient extends pg.Client {
  constructor(config: pg.ClientConfig) {
    // The pool hides the password from whoever copies.
    super({ ...config, password: config.password, connectionTimeoutMillis: CONNECT_MS });
  }
}

/** What the driver knows of a connection beside its published types. */
type PgInside = pg.Client & {
  connection: { stream: Socket };
  processID: number;
  readyForQuery: boolean;
  password: string;
  ssl: boolean | object;
};

/** For the pool's `onConnect`. */
export async function watchPostgres(given: unknown): Promise<void> {
  const client = given as PgInside;
  const { stream } = client.connection;
  // The pool has let go of its own limit by now, and nobody watches yet: who waits here waits for ever.
  const late = setTimeout(() => stream.destroy(noAnswer()), CONNECT_MS);
  const { rows } = await client.query('SELECT pg_backend_pid() AS pid').finally(() => clearTimeout(late));
  // Behind a pooler it is not the server's process that answers us: only whether a server answers can be asked.
  const process = rows[0].pid === client.processID ? client.processID : null;
  watch({
    socket: stream,
    waits: () => !client.readyForQuery,
    isServed: () => askPostgres(client, process),
  });
}

/** A process of the server that waits for our next word did not get it: it is ended, its locks with it. */
const LOST = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = $1 AND state LIKE 'idle%'`;

async function askPostgres(
  { host, port, user, database, password, ssl }: PgInside,
  process: number | null,
): Promise<boolean> {
  const other = new pg.Client({
    host,
    port,
    user,
    database,
    password,
    ssl: ssl as boolean,
    connectionTimeoutMillis: ASK_MS,
    query_timeout: ASK_MS,
  });
  other.on('error', () => undefined);
  try {
    await other.connect();
    return (await other.query(LOST, [process])).rows.length === 0;
  } catch (error) {
    // A server that has no connection left answers, too.
    return error instanceof pg.DatabaseError;
  } finally {
    void other.end().catch(() => undefined);
  }
}

/** What the driver knows of a connection beside its published types. */
interface TediousInside {
  socket?: Socket;
  request?: unknown;
  config: { server: string; authentication: object; options: object };
  once(event: 'connect', listener: (error?: Error) => void): void;
}

/**
 * For mssql's `beforeConnect`. A server says only to administrators what it works on for others: where it
 * answers at all, a statement ends by its time limit.
 */
export function watchSqlServer(given: unknown): void {
  const connection = given as TediousInside;
  connection.once('connect', (error) => {
    if (error || !connection.socket) return;
    watch({
      socket: connection.socket,
      waits: () => connection.request !== undefined,
      isServed: () => askSqlServer(connection.config),
    });
  });
}

function askSqlServer({ server, authentication, options }: TediousInside['config']): Promise<boolean> {
  const other = new Connection({
    server,
    authentication: authentication as never,
    options: {
      ...(options as ConnectionOptions),
      connectTimeout: ASK_MS,
      requestTimeout: ASK_MS,
      cancelTimeout: ASK_MS,
    },
  });
  return new Promise<boolean>((resolve) => {
    const answered = (error: Error | null | undefined) => {
      // One that refuses us answers, too.
      resolve(!error || (error as { code?: string }).code === 'ELOGIN');
      other.close();
    };
    other.on('error', answered);
    other.connect((error) =>
      error ? answered(error) : other.execSql(new Request('SELECT 1', (failed) => answered(failed))),
    );
  });
}
