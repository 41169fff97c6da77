import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where Debian keeps the server's programs; null where there are none. */
export function programs(): string | null {
  const root = '/usr/lib/postgresql';
  const version = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a))[0] : undefined;
  return version ? join(root, version, 'bin') : null;
}

/** A PostgreSQL server of a spec's own, that it may stop, start and starve. */
export class PostgresServer {
  private constructor(
    readonly folder: string,
    private readonly port: number,
    private readonly mounted: boolean,
  ) {}

  /** `megabytes`: on a disk of that size; needs root. */
  static async start({ megabytes }: { megabytes?: number } = {}): Promise<PostgresServer> {
    const folder = mkdtempSync(join(tmpdir(), 'wr-postgres-'));
    if (megabytes)
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'pipe' });
    chmodSync(folder, 0o777);
    const server = new PostgresServer(folder, await freePort(), megabytes !== undefined);
    server.run('initdb', '-D', `${folder}/data`, '-A', 'trust', '-U', 'postgres', '--no-sync');
    server.begin();
    return server;
  }

  get url(): string {
    return `postgres://postgres@127.0.0.1:${this.port}/postgres`;
  }

  begin(): void {
    const settings = `-p ${this.port} -k ${this.folder} -c fsync=off -c min_wal_size=32MB -c max_wal_size=64MB`;
    this.run(
      'pg_ctl',
      '-D',
      `${this.folder}/data`,
      '-o',
      settings,
      '-l',
      `${this.folder}/log`,
      '-w',
      'start',
    );
  }

  /** As when the power goes. */
  stop(): void {
    this.run('pg_ctl', '-D', `${this.folder}/data`, '-m', 'immediate', '-w', 'stop');
  }

  close(): void {
    try {
      this.stop();
    } catch {
      // It had stopped already.
    }
    if (this.mounted) execFileSync('umount', [this.folder]);
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The server's programs refuse root. */
  private run(program: string, ...words: string[]): void {
    const command = [join(programs() as string, program), ...words];
    const [first = '', ...rest] =
      process.getuid?.() === 0 ? ['runuser', '-u', 'postgres', '--', ...command] : command;
    execFileSync(first, rest, { stdio: 'ignore' });
  }
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
