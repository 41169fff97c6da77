import type { DataSource, QueryRunner } from 'typeorm';

/** A statement that a connection is cut at. */
interface Cut {
  /** From 1, counted over everything that is sent, BEGIN and COMMIT included. */
  nth: number;
  /** `before` it reaches the database, or `after`, so that only the answer is lost. */
  when: 'before' | 'after';
}

/**
 * Cuts the connection of a data source at its n-th statement. To the database that is what a process
 * is that was killed there, or a network that broke; to the process it is the loss of its connection.
 */
export class Cuts {
  private sent = 0;
  private committed = false;
  private cut: Cut | null = null;
  private readonly original: DataSource['createQueryRunner'];

  constructor(private readonly source: DataSource) {
    this.original = source.createQueryRunner;
    source.createQueryRunner = (mode) => this.watched(this.original.call(source, mode));
  }

  /** Runs `work` with a cut at its n-th statement: whether it came so far, had committed, and what it threw. */
  async during(cut: Cut, work: () => Promise<unknown>) {
    this.sent = 0;
    this.committed = false;
    this.cut = cut;
    const error: unknown = await work().then(
      () => null,
      (thrown) => thrown,
    );
    this.cut = null;
    return { reached: this.sent >= cut.nth, committed: this.committed, error };
  }

  /** Number of statements that `work` sends. */
  async count(work: () => Promise<unknown>): Promise<number> {
    this.sent = 0;
    await work();
    return this.sent;
  }

  /** Leaves the data source as it was. */
  end(): void {
    this.source.createQueryRunner = this.original;
  }

  private watched(runner: QueryRunner): QueryRunner {
    let inside = false;
    for (const verb of ['query', 'startTransaction', 'commitTransaction'] as const) {
      const send = runner[verb] as (...args: unknown[]) => Promise<unknown>;
      Object.assign(runner, {
        [verb]: async (...args: unknown[]) => {
          // What a driver sends for BEGIN and COMMIT is not counted twice.
          if (inside) return send.apply(runner, args);
          const mine = ++this.sent === this.cut?.nth ? this.cut : null;
          if (mine?.when === 'before') await sever(runner);
          inside = verb !== 'query';
          try {
            const answer = await send.apply(runner, args);
            this.committed ||= verb === 'commitTransaction';
            if (mine?.when === 'after') {
              await sever(runner);
              throw Object.assign(new Error('Connection terminated'), { code: 'ECONNRESET' });
            }
            return answer;
          } finally {
            inside = false;
          }
        },
      });
    }
    return runner;
  }
}

/** Ends the connection under a runner without a word, as a cable does. */
async function sever(runner: QueryRunner): Promise<void> {
  const connection = (await runner.connect()) as {
    connection?: { stream: NodeJS.WritableStream & { destroy(): void } };
    _acquiredConnection?: { close(): void };
  } | null;
  const stream = connection?.connection?.stream;
  if (stream) {
    const closed = new Promise((resolve) => stream.once('close', resolve));
    stream.destroy();
    await closed;
  } else {
    (
      connection ?? (runner as never as { databaseConnection?: typeof connection }).databaseConnection
    )?._acquiredConnection?.close();
  }
}
