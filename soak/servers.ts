import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../src/package-root.js';
import type { Chance } from './chance.js';

interface Running {
  child: ChildProcess;
  url: string;
}

/** The program in processes of its own, beside one another on one database. */
export class Servers {
  /** Everybody stops at the next opportunity. */
  over = false;
  kills = 0;
  private readonly running: (Running | null)[] = [];

  constructor(
    private readonly env: Record<string, string>,
    readonly many: number,
  ) {}

  /** Starts the n-th of them and waits until it says its address. */
  async start(n: number): Promise<void> {
    const child = spawn(process.execPath, [join(packageRoot, 'dist/soak-run/main.js')], {
      env: { ...process.env, LOG_LEVEL: 'error', ...this.env, PORT: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const url = await new Promise<string>((resolve, reject) => {
      let printed = '';
      child.stdout?.on('data', (data) => {
        printed += data;
        const found = /Open (http:\S+)/.exec(printed)?.[1];
        if (found) resolve(found.replace('[::1]', 'localhost'));
      });
      child.once('exit', (code) => reject(new Error(`A server ended with ${code}: ${printed}`)));
    });
    this.running[n] = { child, url };
  }

  /** SIGKILL in the middle of whatever it does, then a new one. */
  async replace(n: number): Promise<void> {
    await this.end(n, 'SIGKILL');
    this.kills++;
    await this.start(n);
  }

  async end(n: number, signal: NodeJS.Signals): Promise<void> {
    const { child } = this.running[n] ?? {};
    this.running[n] = null;
    if (!child || child.exitCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await gone;
  }

  /** The address of one that runs, by chance; of the dead one when all are dead. */
  one(chance: Chance): string {
    const alive = this.running.filter((server) => server !== null);
    return alive.length > 0 ? chance.pick(alive).url : 'http://127.0.0.1:9';
  }

  /** Resident memory of the n-th, in MB; of Linux. */
  memory(n: number): number {
    const pid = this.running[n]?.child.pid;
    if (!pid) return Number.NaN;
    const [, pages] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ');
    return (Number(pages) * 4_096) / 1e6;
  }
}
