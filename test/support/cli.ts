import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../src/package-root.js';

/** How a command of the command line ended. */
export interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** Runs a program of the build (`build` in server.ts makes it) with settings of its own only. */
export function run(
  script: 'cli' | 'main',
  args: readonly string[],
  env: Record<string, string>,
): Promise<Ended> {
  const child = spawn(process.execPath, [join(packageRoot, 'dist-test', `${script}.js`), ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended: Ended = { code: null, out: '', err: '' };
  child.stdout.on('data', (data) => {
    ended.out += data;
  });
  child.stderr.on('data', (data) => {
    ended.err += data;
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ ...ended, code })));
}
