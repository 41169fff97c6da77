import { Command } from 'commander';
import { connect } from '../database/connect.js';
import { migrate } from '../database/migrate.js';
import { version } from '../package-root.js';

/** The command line. */
export async function cli(argv: readonly string[]): Promise<void> {
  const program = new Command('warehouse-reconciliation').version(version);
  program
    .command('install')
    .description('put the plugin’s tables into the ERP database at DATABASE_URL')
    .action(async () => {
      const { database, close } = await connect({ url: process.env.DATABASE_URL });
      const made = await migrate(database);
      process.stdout.write(made.length > 0 ? `Installed: ${made.join(', ')}\n` : 'Nothing to do.\n');
      await close();
    });
  await program.parseAsync(argv);
}
