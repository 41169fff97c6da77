import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A piece of network before a server. It can begin to swallow packets: nobody is told, nothing is closed. */
export class Swallow {
  private silent = false;
  private readonly pairs = new Set<readonly [Socket, Socket]>();

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  /** Passes everything on to a port of this machine, until told otherwise; at a free port unless told. */
  static async before(to: number, at = 0): Promise<Swallow> {
    const server = createServer((near) => {
      // Accepted and never answered: the other side of a firewall.
      if (swallow.silent) return void near.on('error', () => undefined).pause();
      const far = connect(to, '127.0.0.1');
      const pair = [near, far] as const;
      swallow.pairs.add(pair);
      for (const [from, into] of [
        [near, far],
        [far, near],
      ] as const) {
        from.pipe(into);
        from.on('error', () => into.destroy());
        from.on('close', () => {
          swallow.pairs.delete(pair);
          if (!swallow.lost.has(from)) into.destroy();
        });
      }
    }).listen(at, '127.0.0.1');
    await once(server, 'listening');
    const swallow = new Swallow(server, (server.address() as AddressInfo).port);
    return swallow;
  }

  private readonly lost = new Set<Socket>();

  /** Connections there are never carry anything again, not even their end; new ones pass. */
  forget(): void {
    for (const [near, far] of this.pairs) {
      near.unpipe().pause();
      far.unpipe().pause();
      this.lost.add(near).add(far);
    }
    this.pairs.clear();
  }

  /** From now on nothing passes, and connections are accepted and never answered. */
  swallow(): void {
    this.silent = true;
    this.forget();
  }

  get isOpen(): boolean {
    return this.server.listening;
  }

  /** New connections pass again. */
  flow(): void {
    this.silent = false;
  }

  async close(): Promise<void> {
    for (const socket of [...[...this.pairs].flat(), ...this.lost]) socket.destroy();
    this.server.close();
  }
}
