import { Injectable } from '@nestjs/common';

/** What a site tells us about its ERP; everything has a fallback (`erp.md`, Documents). */
@Injectable()
export class ErpOptions {
  /** Company of new documents whose warehouse has no store that names one. */
  companyId?: string;
  companyLocationId?: string;
  /** `Code` of the document type of reconciliations; absent: the lowest code of the entity. */
  reconciliationDocumentType?: string;
  /** IANA name of the zone that the ERP's local times are in. */
  timeZone = 'UTC';

  static of(values: Partial<ErpOptions>): ErpOptions {
    return Object.assign(new ErpOptions(), values);
  }
}
