import { Command } from 'commander';
import { audit } from '../reconciliation/audit.js';
import { say, withDatabase } from './open.js';

export const auditCommand = (): Command =>
  new Command('audit')
    .description('look for anything that must never be; reads only, ends with 2 when there is something')
    .argument('[reconciliation]', 'id of one reconciliation; all without it')
    .option('--json', 'for programs')
    .action((id: string | undefined, { json }: { json?: boolean }) =>
      withDatabase(async ({ database }) => {
        const found = await audit(database, id);
        if (json) say(JSON.stringify(found));
        else if (found.length === 0) say('Everything is as it must be.');
        else for (const { code, means, count } of found) say(`${code}: ${count} × ${means}`);
        if (found.length > 0) process.exitCode = 2;
      }),
    );
