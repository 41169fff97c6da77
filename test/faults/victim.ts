import { connect } from '../../src/database/connect.js';
import { Cuts } from '../support/cuts.js';
import { WholeCount } from '../support/whole-count.js';

/**
 * A process that does one step of a count and is killed before its n-th statement: `saved` count, step
 * and n as JSON on the command line. Ends with 0 when the step has fewer statements.
 */
const [url, saved, step, nth] = JSON.parse(process.argv[2] ?? '[]');
const { database, close } = await connect({ url });
const count = WholeCount.restored(database, saved);
const { error } = await new Cuts(database.source).during(
  {
    nth,
    when: 'before',
    how: async () => {
      process.kill(process.pid, 'SIGKILL');
      await new Promise(() => undefined);
    },
  },
  () => count.do(step),
);
if (error) throw error;
await close();
