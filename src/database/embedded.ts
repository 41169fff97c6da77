import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Duplex } from 'node:stream';
import { PGlite } from '@electric-sql/pglite';
import type { DataSourceOptions } from 'typeorm';

/** PostgreSQL in this process. `close` ends it and gives the folder free. */
export interface Embedded {
  options: DataSourceOptions;
  close(): Promise<void>;
}

/**
 * Opens the embedded database in `folder`, or one in memory that is gone at the end.
 * `image` is a data folder made earlier (`dump`), which starts quicker than an empty one.
 * Throws when another process has the folder open: two of them would lose data.
 */
export async function openEmbedded(
  folder?: string,
  image?: Blob,
): Promise<Embedded & { dump(): Promise<Blob> }> {
  const unlock = folder ? lockFolder(folder) : () => undefined;
  const engine = await PGlite.create({
    ...(folder ? { dataDir: join(folder, 'database') } : {}),
    ...(image ? { loadDataDir: image } : {}),
  });
  return {
    options: {
      type: 'postgres',
      username: 'postgres',
      database: 'postgres',
      uuidExtension: 'pgcrypto',
      installExtensions: false,
      // One session there is, so one connection; waiting for it shows a query outside its transaction.
      extra: {
        max: 1,
        connectionTimeoutMillis: 30_000,
        stream: () => wire(engine),
        folder: folder && resolve(folder),
      },
    },
    dump: () => engine.dumpDataDir('none'),
    close: async () => {
      await engine.close();
      unlock();
    },
  };
}

/** Stands in for the socket between the driver and the engine. */
function wire(engine: PGlite): Duplex {
  const socket = new Duplex({
    read() {},
    writev(chunks, done) {
      const message = Buffer.concat(chunks.map(({ chunk }) => chunk));
      if (message[0] === 'X'.charCodeAt(0)) return done();
      engine.execProtocolRaw(message).then(
        (answer) => {
          this.push(answer);
          done();
        },
        (error) => done(error),
      );
    },
    destroy(error, done) {
      // A connection that went away inside a transaction must not leave it to the next one.
      const end = () => done(error);
      engine.exec('ROLLBACK').then(end, end);
    },
  });
  return Object.assign(socket, {
    connect() {
      // The session stays behind every connection; what the last one prepared in it is not known to this one.
      const connected = () => socket.emit('connect');
      engine
        .exec('ROLLBACK')
        .then(() => engine.exec('DISCARD ALL'))
        .then(connected, (error) => socket.destroy(error));
    },
    setNoDelay() {},
    setKeepAlive() {},
    ref() {},
    unref() {},
  });
}

function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'lock');
  for (let attempt = 0; ; attempt++) {
    try {
      const handle = openSync(file, 'wx');
      writeSync(handle, String(process.pid));
      closeSync(handle);
      return () => rmSync(file, { force: true });
    } catch (error) {
      const owner = Number(readFileSync(file, 'utf8'));
      if (attempt > 0 || (owner !== process.pid && isRunning(owner))) {
        throw new Error(`The embedded database in ${folder} is open in process ${owner}. Stop it first.`);
      }
      rmSync(file, { force: true });
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
