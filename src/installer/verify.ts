import { RoleGroups } from '../access/people.js';
import { hasTable } from '../database/catalog.js';
import type { Database } from '../database/database.js';
import { ownTables } from '../database/migrate.js';
import { viewsOf } from '../erp/binding.js';
import { ErpOptions } from '../erp/erp-options.js';
import { isQueueReady } from '../jobs/queue-tables.js';
import type { DatabaseOptions } from '../options.js';
import { checkErp, checkRights } from './erp-check.js';
import { type Finding, hasErrors, ok, warning } from './finding.js';
import { checkOurs, readOurs } from './own-check.js';
import { checkHost, checkServer } from './server-check.js';
import { checkSite } from './site-check.js';

/**
 * Looks at everything an installation needs and reads only: program, server, the ERP's tables, rights,
 * what counting needs to be set up, our own tables. Every finding with what to do about it.
 */
export async function verify(
  database: Database,
  options: DatabaseOptions,
  queue?: string,
): Promise<Finding[]> {
  const findings = [...checkHost(), ...(await checkServer(database))];
  const erp = await checkErp(database, options.binding);
  findings.push(...erp);
  const ours = await readOurs(database);
  // Rights on tables that are not there are not asked for; a table that hides is told above.
  if (!hasErrors(erp)) {
    const own = ownTables();
    findings.push(...(await checkRights(database, (table) => !own[table] || ours.there.has(table))));
    // Tables with other column names are read through views that the installation makes.
    const views = [...viewsOf(options.binding, database.site).keys()];
    const made = await Promise.all(views.map((table) => hasTable(database, table)));
    if (made.every(Boolean))
      findings.push(
        ...(await checkSite(
          database,
          ErpOptions.of({
            companyId: options.COMPANY_ID,
            companyLocationId: options.COMPANY_LOCATION_ID,
            reconciliationDocumentType: options.RECONCILIATION_DOCUMENT_TYPE,
            timeZone: options.ERP_TIME_ZONE,
          }),
          new RoleGroups(options.ROLE_GROUPS.manager, options.ROLE_GROUPS.clerk),
        )),
      );
    else
      findings.push(
        warning(
          'site.later',
          'Document types and policies are read through views that are not there yet.',
          'Run `install`, then `verify` again.',
        ),
      );
  }
  findings.push(...(await checkOurs(database, ours)));
  if (queue)
    findings.push(
      (await isQueueReady(database, queue))
        ? ok('queue', `The queue's tables are in ${queue}.`)
        : warning(
            'queue.missing',
            `The queue's tables (schema ${queue}) are missing or old.`,
            'Run `install`.',
          ),
    );
  return findings;
}
