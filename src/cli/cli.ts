import { Command } from 'commander';
import { connectionFault } from '../database/connection-fault.js';
import { version } from '../package-root.js';
import { auditCommand } from './audit.js';
import { demoCommand } from './demo.js';
import {
  installCommand,
  rightsCommand,
  statusCommand,
  uninstallCommand,
  upgradeCommand,
  verifyCommand,
} from './install.js';
import { protocolCommand } from './protocol.js';
import { scenarioCommand } from './scenario.js';
import { startCommand } from './start.js';

/** The command line. A command that fails says why in one line and ends with 1. */
export async function cli(argv: readonly string[]): Promise<void> {
  const program = new Command('warehouse-reconciliation').version(version);
  for (const command of [
    startCommand(),
    verifyCommand(),
    installCommand(),
    upgradeCommand(),
    uninstallCommand(),
    statusCommand(),
    rightsCommand(),
    demoCommand(),
    auditCommand(),
    protocolCommand(),
    scenarioCommand(),
  ]) {
    program.addCommand(command);
  }
  // Who reads no further (`| head`) has seen enough; what was begun is finished.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  try {
    await program.parseAsync(argv);
  } catch (error) {
    const fault = connectionFault(error, process.env.DATABASE_URL);
    process.stderr.write(`${fault ?? ((error as Error).message || String(error))}\n`);
    process.exitCode = 1;
  }
}
