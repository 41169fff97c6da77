import type { RoleGroups } from '../access/people.js';
import type { Database } from '../database/database.js';
import { sql } from '../database/sql.js';
import { code } from '../erp/codes.js';
import { companyOf, generatorFor, readDocumentType } from '../erp/document-origin.js';
import type { ErpOptions } from '../erp/erp-options.js';
import { Policies } from '../erp/policies.js';
import { erp } from '../erp/tables.js';
import { plainTexts, textIn } from '../erp/text.js';
import { Refusal } from '../errors.js';
import { error, type Finding, ok, warning } from './finding.js';

/** What a count needs to be set up in the ERP: document types and their numbers, policies, groups, workers. */
export async function checkSite(
  database: Database,
  options: ErpOptions,
  groups: RoleGroups,
): Promise<Finding[]> {
  const typeId = await readDocumentType(
    database,
    code.entity.reconciliation,
    options.reconciliationDocumentType,
  );
  const findings: Finding[] = typeId
    ? [ok('site.document-type', 'There is a document type for reconciliations.')]
    : [
        error(
          'site.document-type',
          `The ERP has no document type for ${database.site.code(code.entity.reconciliation)}${options.reconciliationDocumentType ? ` with the code ${options.reconciliationDocumentType}` : ''}.`,
          'Add one with a sequence in the ERP.',
        ),
      ];
  const warehouses = await database.query<{ id: string; name: string; workers: number | string }>(sql`
    SELECT w."Warehouse_Id" AS "id", w."Warehouse_Name" AS "name", COUNT(k."User_Id") AS "workers"
    FROM ${erp.warehouses} w LEFT JOIN ${erp.workers} k ON k."Warehouse_Id" = w."Warehouse_Id"
    GROUP BY w."Warehouse_Id", w."Warehouse_Name"`);
  if (warehouses.length === 0)
    findings.push(
      warning('site.warehouse', 'The ERP has no warehouse.', 'Add one with zones and locations.'),
    );
  for (const { id, name, workers } of warehouses)
    findings.push(
      ...(await checkWarehouse(database, options, id, textIn(name, 'en'), typeId, Number(workers))),
    );
  return [...findings, ...(await checkGroups(database, groups))];
}

async function checkWarehouse(
  database: Database,
  options: ErpOptions,
  id: string,
  name: string,
  reconciliationType: string | undefined,
  workers: number,
): Promise<Finding[]> {
  const { orderTypeId, faults } = await new Policies(options).counting(database, id);
  const findings = faults.map(({ message }) =>
    warning('site.policy', `Warehouse ${name}: ${message}`, 'Until then it cannot be counted.'),
  );
  try {
    const company = await companyOf(database, id, options);
    for (const type of [reconciliationType, orderTypeId])
      if (type) await generatorFor(database, type, company);
  } catch (cause) {
    if (!(cause instanceof Refusal)) throw cause;
    findings.push(
      warning('site.numbers', `Warehouse ${name}: ${cause.message}`, 'Until then it cannot be counted.'),
    );
  }
  if (workers === 0)
    findings.push(
      warning(
        'site.workers',
        `Warehouse ${name} has no worker with a user.`,
        'Add workers in the ERP to count with handhelds.',
      ),
    );
  return findings.length > 0 ? findings : [ok('site.warehouse', `Warehouse ${name} can be counted.`)];
}

async function checkGroups(database: Database, { manager, clerk }: RoleGroups): Promise<Finding[]> {
  const wanted = [...new Set([...manager, ...clerk])];
  const found = await database.query<{ name: string }>(sql`SELECT "Group_Name" AS "name" FROM ${erp.groups}`);
  const names = new Set(found.flatMap(({ name }) => plainTexts(name)));
  const missing = wanted.filter((name) => !names.has(name));
  return missing.length === 0
    ? [ok('site.groups', 'The groups of managers and clerks are there.')]
    : missing.map((name) =>
        warning(
          'site.group',
          `There is no group "${name}".`,
          'Add it in the ERP, or name yours in ROLE_GROUPS.',
        ),
      );
}
