import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/** Whether there is a redis-server to test with (Debian: `redis-server`). */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0;
if (!hasRedis) process.stderr.write('No redis-server here: the queue on Redis is not tested.\n');

/** A Redis of its own, in memory, on a port that stays the same when it is stopped and started. */
export class TestRedis {
  private child: ChildProcess | undefined;

  private constructor(readonly port: number) {}

  /** Its address, running or not. */
  get url(): string {
    return `redis://127.0.0.1:${this.port}/0`;
  }

  /** One that is not running yet. */
  static async reserve(): Promise<TestRedis> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    return new TestRedis(port);
  }

  static async open(): Promise<TestRedis> {
    const redis = await TestRedis.reserve();
    await redis.start();
    return redis;
  }

  /** Empty, whatever was in it before. */
  async start(): Promise<void> {
    const options = ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    const child = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.child = child;
    let printed = '';
    await new Promise<void>((resolve, reject) => {
      child.once('exit', () => reject(new Error(`Redis did not start: ${printed}`)));
      child.stdout.on('data', (chunk) => {
        printed += chunk;
        if (/Ready to accept connections/.test(printed)) resolve();
      });
    });
  }

  /** SIGKILL: no farewell to anybody. */
  async stop(): Promise<void> {
    const child = this.child;
    this.child = undefined;
    if (!child || child.exitCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }
}
