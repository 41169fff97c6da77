import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
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

/** Runs a command of the command line on a data folder, or with settings, and gives what it printed. */
export const runCli = (at: string | NodeJS.ProcessEnv, ...command: string[]): string =>
  execFileSync(process.execPath, [join(built, 'cli.js'), ...command], {
    env: { ...process.env, ...(typeof at === 'string' ? { DATA_DIR: at } : at) },
    encoding: 'utf8',
  });

/** Starts the program with settings that keep it from starting; gives its exit code and what it says. */
export function runMain(env: NodeJS.ProcessEnv): { code: number | null; said: string } {
  const { status, stderr } = spawnSync(process.execPath, [join(built, 'main.js')], {
    env: { ...process.env, PORT: '0', DATABASE_URL: '', ...env },
    encoding: 'utf8',
  });
  return { code: status, said: stderr };
}

export interface Server {
  url: string;
  as(login: string): Promise<Client>;
  /** The bearer token of a demo person. */
  token(login: string): Promise<string>;
  /** The lines it has logged so far, from `warn` on unless LOG_LEVEL says otherwise. */
  log(): Record<string, any>[];
  /** SIGKILL: nothing is tidied up. Resolves when the process is gone. */
  kill(): Promise<void>;
  /** Ctrl-C. Resolves to the exit code. */
  stop(): Promise<number | null>;
}

/** Starts the whole program on a data folder, or with other settings, and waits until it says it is ready. */
export async function startServer(folder: string, env: NodeJS.ProcessEnv = {}): Promise<Server> {
  const child = spawn(process.execPath, [join(built, 'main.js')], {
    env: { ...process.env, DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'warn', DATABASE_URL: '', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const printed: string[] = [];
  const url = await addressOf(child, printed, gone);
  const secret = env.AUTH_JWT_SECRET ?? readFileSync(join(folder, 'jwt-secret'), 'utf8').trim();
  const tokens = new Tokens({ secret });
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return gone;
  };
  return {
    url,
    as: async (login) => clientOf(url, await tokens.issue(login)),
    token: (login) => tokens.issue(login),
    log: () =>
      printed
        .join('')
        .split('\n')
        .filter((line) => line.startsWith('{') && line.endsWith('}'))
        .map((line) => JSON.parse(line)),
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGINT'),
  };
}

/** Its address; that of its health, or nothing, for a process that only works. */
async function addressOf(child: ChildProcess, printed: string[], gone: Promise<unknown>): Promise<string> {
  const said = new Promise<string>((resolve) => {
    child.stdout?.on('data', (data) => {
      printed.push(String(data));
      const found = /(?:Open|Health at) (https?:\/\/[^/\s]+)|Working on jobs\.$/m.exec(printed.join(''));
      if (found) resolve((found[1] ?? '').replace('[::1]', 'localhost'));
    });
  });
  const url = await Promise.race([said, gone]);
  if (typeof url !== 'string') throw new Error(`It ended before it was ready: ${printed.join('')}`);
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
