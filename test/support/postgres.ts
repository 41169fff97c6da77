import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const DEBIAN = '/usr/lib/postgresql';
const folders = [
  ...(existsSync(DEBIAN) ? readdirSync(DEBIAN).map((version) => join(DEBIAN, version, 'bin')) : []),
  ...(process.env.PATH ?? '').split(delimiter),
];
const bin = folders.find(
  (folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')),
);

/** Whether there are PostgreSQL's programs to test with (Debian: `postgresql`). */
export const hasPostgres = bin !== undefined;
if (!hasPostgres) process.stderr.write('No initdb here: a PostgreSQL server that goes is not tested.\n');

/** It does not run as root: the account that Debian makes for it, else nobody's. */
const account = process.getuid?.() === 0 ? (accountOf('postgres') ?? accountOf('nobody')) : undefined;

function accountOf(name: string): number | undefined {
  try {
    return Number(execFileSync('id', ['-u', name], { stdio: ['ignore', 'pipe', 'ignore'] }));
  } catch {
    return undefined;
  }
}

/** A PostgreSQL server of its own, on a port that stays the same when it is stopped and started. */
export class TestPostgres {
  private child: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    readonly folder: string,
    private readonly mounted: boolean,
  ) {}

  get url(): string {
    return `postgres://postgres@127.0.0.1:${this.port}/postgres`;
  }

  /** A new one, running; on a disk of so many megabytes, which wants root. */
  static async open({ megabytes }: { megabytes?: number } = {}): Promise<TestPostgres> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const folder = mkdtempSync(join(tmpdir(), 'wr-postgres-'));
    if (megabytes !== undefined) {
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'pipe' });
    }
    if (account !== undefined) chownSync(folder, account, -1);
    execFileSync(
      join(bin as string, 'initdb'),
      ['-D', folder, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync'],
      {
        uid: account,
        cwd: folder,
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    );
    const postgres = new TestPostgres(port, folder, megabytes !== undefined);
    await postgres.start();
    return postgres;
  }

  async start(): Promise<void> {
    const options = ['-D', this.folder, '-p', String(this.port), '-h', '127.0.0.1', '-k', this.folder];
    // A small disk shall be full of data, not of the log.
    options.push('-c', 'min_wal_size=32MB', '-c', 'max_wal_size=64MB');
    const child = spawn(join(bin as string, 'postgres'), options, {
      uid: account,
      cwd: this.folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.child = child;
    let printed = '';
    await new Promise<void>((resolve, reject) => {
      child.once('exit', () => reject(new Error(`PostgreSQL did not start: ${printed}`)));
      child.stderr.on('data', (chunk) => {
        printed += chunk;
        if (/ready to accept connections/.test(printed)) resolve();
      });
    });
  }

  /** At once: every connection is cut, nothing is tidied up. */
  async stop(): Promise<void> {
    const child = this.child;
    this.child = undefined;
    if (!child || child.exitCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGQUIT');
    await gone;
  }

  async close(): Promise<void> {
    await this.stop();
    if (this.mounted) execFileSync('umount', [this.folder]);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
