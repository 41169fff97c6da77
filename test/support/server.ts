import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Tokens } from '../../src/access/tokens.js';
import { packageRoot } from '../../src/package-root.js';
import { type Answer, type Client, clientOf } from './host.js';

const built = join(packageRoot, 'dist-test');

/** Builds what is tested as its own process. */
export function build(): void {
  execFileSync(
    join(packageRoot, 'node_modules/.bin/tsc'),
    ['-p', 'tsconfig.build.json', '--outDir', built, '--incremental'],
    {
      cwd: packageRoot,
    },
  );
}

/** Runs a command of the command line on a data folder and gives what it printed. */
export const runCli = (folder: string, ...command: string[]): string =>
  execFileSync(process.execPath, [join(built, 'cli.js'), ...command], {
    env: { ...process.env, DATA_DIR: folder },
    encoding: 'utf8',
  });

export interface Server {
  as(login: string): Promise<Client>;
  /** SIGKILL: nothing is tidied up. Resolves when the process is gone. */
  kill(): Promise<void>;
  /** Ctrl-C. Resolves to the exit code. */
  stop(): Promise<number | null>;
}

/** Starts the whole program on a data folder and waits until it says its address. */
export async function startServer(folder: string): Promise<Server> {
  const child = spawn(process.execPath, [join(built, 'main.js')], {
    env: { ...process.env, DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'error', DATABASE_URL: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const url = await addressOf(child, gone);
  const tokens = new Tokens({ secret: readFileSync(join(folder, 'jwt-secret'), 'utf8').trim() });
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return gone;
  };
  return {
    as: async (login) => clientOf(url, await tokens.issue(login)),
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGINT'),
  };
}

async function addressOf(child: ChildProcess, gone: Promise<unknown>): Promise<string> {
  let printed = '';
  const said = new Promise<string>((resolve) => {
    child.stdout?.on('data', (data) => {
      printed += data;
      const found = /Open (http:\S+)/.exec(printed);
      if (found?.[1]) resolve(found[1].replace('[::1]', 'localhost'));
    });
  });
  const url = await Promise.race([said, gone]);
  if (typeof url !== 'string') throw new Error(`It ended before it was ready: ${printed}`);
  return url;
}

/** The job's end, asked until then. */
export async function endOf(client: Client, jobId: string): Promise<Answer['body']> {
  for (;;) {
    const { body } = await client.get(`/api/jobs/${jobId}`);
    if (body.state === 'completed' || body.state === 'failed') return body;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
