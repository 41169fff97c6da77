import type { Reader } from '../database/database.js';
import { sql } from '../database/sql.js';
import { binary, or0, siteCode, TRUE, uuid } from '../database/words.js';
import { refuse } from '../errors.js';
import type { ErpOptions } from './erp-options.js';
import { erp } from './tables.js';

/** Who a document is issued by. */
export interface Company {
  companyId: string;
  locationId: string;
  /** The company as a party. */
  partyId: string;
}

/** Where a document's number comes from. */
export interface Generator {
  sequenceId: string;
  generatorId: string;
}

/** Id of an entity's document type by code, or the lowest code's; undefined when there is none. */
export async function readDocumentType(
  reader: Reader,
  entity: string,
  typeCode?: string,
): Promise<string | undefined> {
  const types = await reader.query<{ id: string; code: string }>(sql`
    SELECT "Id" AS "id", "Code" AS "code" FROM ${erp.documentTypes}
    WHERE "Entity_Name" = ${siteCode(entity)} ORDER BY "Code" ${binary}, "Id"`);
  if (typeCode === undefined) return types[0]?.id;
  const wanted = typeCode.trim();
  const same = (found: string) => found.trim().toLowerCase() === wanted.toLowerCase();
  return (types.find((t) => t.code.trim() === wanted) ?? types.find((t) => same(t.code)))?.id;
}

/**
 * The company of a warehouse's documents: of its active store with the lowest code; what that store
 * leaves open comes from the options. Throws `document.company-missing`.
 */
export async function companyOf(reader: Reader, warehouseId: string, options: ErpOptions): Promise<Company> {
  const [store] = await reader.query<{ companyId: string | null; locationId: string | null }>(sql`
    SELECT "Enterprise_Company_Id" AS "companyId", "Enterprise_Company_Location_Id" AS "locationId"
    FROM ${erp.stores} WHERE "Warehouse_Id" = ${uuid(warehouseId)} AND "Active" = ${TRUE}
    ORDER BY "Store_Code" ${binary}, "Id" OFFSET 0 ROWS FETCH NEXT 1 ROWS ONLY`);
  const companyId = store?.companyId ?? options.companyId;
  const locationId = store?.locationId ?? options.companyLocationId;
  const [company] = companyId
    ? await reader.query<{ partyId: string }>(sql`
        SELECT "Company_Id" AS "partyId" FROM ${erp.companies} WHERE "Enterprise_Company_Id" = ${uuid(companyId)}`)
    : [];
  if (companyId && locationId && company) return { companyId, locationId, partyId: company.partyId };
  throw refuse(
    'rule',
    'document.company-missing',
    'No active store of the warehouse names a company and its location. Give the store both, or set COMPANY_ID and COMPANY_LOCATION_ID.',
    { value: { companyId: companyId ?? null, companyLocationId: locationId ?? null } },
  );
}

/**
 * The generator that numbers a type's documents for a company: one for its location before one for
 * all, then the lowest priority. Throws `document.sequence-missing`.
 */
export async function generatorFor(reader: Reader, typeId: string, company: Company): Promise<Generator> {
  const [generator] = await reader.query<Generator>(sql`
    SELECT g."Sequence_Id" AS "sequenceId", g."Sequence_Generator_Id" AS "generatorId"
    FROM ${erp.documentTypes} t
    JOIN ${erp.sequences} s ON s."Sequence_Id" = t."Sequence_Id"
    JOIN ${erp.sequenceGenerators} g ON g."Sequence_Id" = s."Sequence_Id"
    WHERE t."Id" = ${uuid(typeId)} AND g."Enterprise_Company_Id" = ${uuid(company.companyId)}
      AND ${or0(sql`g."Enterprise_Company_Location_Id"`)} IN (${uuid(company.locationId)}, ${or0(sql`NULL`)})
      AND g."Responsible_Person_Id" IS NULL
    ORDER BY CASE WHEN g."Enterprise_Company_Location_Id" IS NULL THEN 1 ELSE 0 END, g."Sequence_Priority",
      g."Sequence_Generator_Id"
    OFFSET 0 ROWS FETCH NEXT 1 ROWS ONLY`);
  if (generator) return generator;
  throw refuse(
    'rule',
    'document.sequence-missing',
    'The document type has no numbering sequence for this company. Give it one in the ERP.',
    { field: 'documentType', value: typeId },
  );
}
