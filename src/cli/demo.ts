import { Command, InvalidArgumentError } from 'commander';
import { createDemo } from '../demo/demo.js';
import { hasErp } from '../demo/erp-schema.js';
import { install } from '../installer/install.js';
import { queueOf } from './install.js';
import { say, withDatabase } from './open.js';

const whole = (value: string): number => {
  if (!/^\d{1,8}$/.test(value)) throw new InvalidArgumentError('A whole number.');
  return Number(value);
};

export const demoCommand = (): Command =>
  new Command('demo')
    .description('make a demo ERP in an empty database (DATABASE_URL, else embedded in DATA_DIR)')
    .option('--positions <number>', 'stock positions in the first warehouse', whole)
    .option('--seed <number>', 'the same seed makes the same rows', whole, 1)
    .action((options: { positions?: number; seed: number }) =>
      withDatabase(async ({ database, options: settings }) => {
        if (await hasErp(database))
          throw new Error('There is an ERP in this database already. A demo needs an empty one.');
        const from = Date.now();
        await createDemo(database, options);
        await install(database, { binding: settings.binding, queue: queueOf(settings) });
        say(`Made in ${((Date.now() - from) / 1000).toFixed(1)} s, with our tables installed.`);
      }),
    );
