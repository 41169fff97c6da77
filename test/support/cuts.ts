import type { DataSource, QueryRunner } from 'typeorm';

/** A statement that a connection is cut at. */
interface Cut {
  /** From 1, counted over everything that is sent, BEGIN and COMMIT included. */
  nth: number;
  /** `before` it reaches the database, or `after`, so that only the answer is lost. */
  when: 'before' | 'after';
  /** What happens there; the connection is severed unless told. */
  how?: (runner: QueryRunner) => Promise<void>;
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
          if (mine?.when === 'before') await (mine.how ?? sever)(runner);
          inside = verb !== 'query';
          try {
            const answer = await send.apply(runner, args);
            this.committed ||= verb === 'commitTransaction';
            if (mine?.when === 'after') {
              await (mine.how ?? sever)(runner);
              throw lost();
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

/** What a driver says when the other side is gone. */
const lost = () => Object.assign(new Error('Connection terminated'), { code: 'ECONNRESET' });

/** What the drivers keep of a connection: pg its socket, mssql the connection of its transaction. */
interface Cable {
  connection?: { stream: NodeJS.WritableStream & { destroy(): void } };
  _acquiredConnection?: { close(): void };
}

/** Ends the connection under a runner without a word, as a cable does. */
async function sever(runner: QueryRunner): Promise<void> {
  const pg = (await runner.connect()) as Cable | undefined;
  const { databaseConnection: mssql } = runner as unknown as { databaseConnection?: Cable };
  const stream = pg?.connection?.stream;
  if (stream) {
    const closed = new Promise((resolve) => stream.once('close', resolve));
    stream.destroy();
    await closed;
  } else if (mssql?._acquiredConnection) {
    mssql._acquiredConnection.close();
  } else {
    // Outside a transaction mssql has no connection of its own yet.
    throw lost();
  }
}
