import { Command } from 'commander';
import { migrate } from '../database/migrate.js';
import { migrateQueue } from '../jobs/bullmq.js';
import { say, withDatabase } from './open.js';

export const installCommand = (): Command =>
  new Command('install')
    .description('put our tables into the ERP database at DATABASE_URL; twice is once')
    .action(() =>
      withDatabase(async ({ database }) => {
        const { DATABASE_URL, REDIS_URL } = process.env;
        await migrate(database);
        if (DATABASE_URL && database.dialect.name === 'postgres' && !REDIS_URL)
          await migrateQueue(DATABASE_URL);
        say('Installed.');
      }),
    );
