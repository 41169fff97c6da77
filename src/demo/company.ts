import { erp } from '../erp/tables.js';
import type { Seed } from './random.js';
import { bilingual, daysAgo, type Making, put } from './write.js';

/** Entities whose documents the demo knows, with document type and the sequence of their numbers. */
const documents = [
  {
    entity: 'Wms_Warehouse_Reconciliations',
    code: 'WR',
    name: 'Warehouse reconciliation',
    next: '0000000214',
  },
  { entity: 'Wms_Warehouse_Orders', code: 'WOCNT', name: 'Count order', next: '0000001181' },
  { entity: 'Wms_Warehouse_Orders', code: 'WOPIK', name: 'Picking order', next: '0000020417' },
  { entity: 'Inv_Reconciliations', code: 'INVREC', name: 'Inventory reconciliation', next: '0000000088' },
  { entity: 'Inv_Transactions', code: 'STRTR', name: 'Store transaction', next: '0000004003' },
] as const;

export type DocumentTypeCode = (typeof documents)[number]['code'];

/** Ids of the company and what stands under it. */
export const companyOf = (seed: Seed) => ({
  companyId: seed.id('enterprise company'),
  partyId: seed.id('party', 'company'),
  locationId: seed.id('party', 'location'),
  currencyId: seed.id('currency', 'EUR'),
  typeId: (code: DocumentTypeCode) => seed.id('document type', code),
  sequenceId: (code: DocumentTypeCode) => seed.id('sequence', code),
  storeId: (code: string) => seed.id('store', code),
  binId: (code: string) => seed.id('bin', code, 'Default'),
});

/** Company, parties, document types and the sequences their numbers come from. */
export async function makeCompany(making: Making): Promise<void> {
  const { seed } = making;
  const { companyId, partyId, locationId, currencyId, typeId, sequenceId } = companyOf(seed);
  await put(making, erp.parties, [
    party(partyId, 'RIV', bilingual('Riverside Trading Ltd.', 'Ривърсайд Трейдинг ООД'), 'C', null),
    party(locationId, 'RIV-DC', 'Riverside, headquarters', 'L', partyId),
    ...stores.map(({ code, name }) => party(seed.id('party', code), code, name, 'S', locationId)),
  ]);
  await put(making, erp.companies, [
    {
      Enterprise_Company_Id: companyId,
      Company_Id: partyId,
      Base_Currency_Id: currencyId,
      Default_Language: 'en',
    },
  ]);
  await put(
    making,
    erp.sequences,
    documents.map(({ code, name }) => ({ Sequence_Id: sequenceId(code), Sequence_Name: name })),
  );
  await put(
    making,
    erp.sequenceGenerators,
    documents.map(({ code, next }) => ({
      Sequence_Generator_Id: seed.id('generator', code),
      Sequence_Id: sequenceId(code),
      Enterprise_Company_Id: companyId,
      Next_Value: next,
    })),
  );
  await put(
    making,
    erp.documentTypes,
    documents.map(({ entity, code, name }) => ({
      Id: typeId(code),
      Code: code,
      Entity_Name: entity,
      Type_Name: name,
      Sequence_Id: sequenceId(code),
    })),
  );
}

const party = (id: string, code: string, name: string, type: string, parent: string | null) => ({
  Id: id,
  Party_Code: code,
  Party_Name: name,
  Party_Type: type,
  Parent_Party_Id: parent,
});

/** ST-00 has the lowest code of the warehouse's stores but is closed; ST-20 has no warehouse. */
const stores = [
  { code: 'ST-00', name: 'Old store', warehouse: 'main', active: false },
  { code: 'ST-01', name: bilingual('Main', 'Основен'), warehouse: 'main', active: true },
  { code: 'ST-02', name: 'Returns', warehouse: 'main', active: true },
  { code: 'ST-11', name: 'North', warehouse: 'other', active: true },
  { code: 'ST-20', name: 'Shop', warehouse: null, active: true },
] as const;

/** Stores and their bins; each managed by a warehouse, or by none. */
export async function makeStores(making: Making, warehouses: { main: string; other: string }): Promise<void> {
  const { seed } = making;
  const { companyId, locationId, currencyId, storeId, binId } = companyOf(seed);
  await put(
    making,
    erp.stores,
    stores.map(({ code, name, warehouse, active }) => ({
      Id: storeId(code),
      Store_Code: code,
      Store_Name: name,
      Active: active,
      Warehouse_Id: warehouse && warehouses[warehouse],
      Enterprise_Company_Id: companyId,
      Enterprise_Company_Location_Id: locationId,
      Party_Id: seed.id('party', code),
      Store_Group_Id: seed.id('store group'),
      Currency_Id: currencyId,
      Default_Store_Bin_Id: binId(code),
      Creation_Time: daysAgo(making, 700),
    })),
  );
  await put(
    making,
    erp.storeBins,
    stores.flatMap(({ code }) =>
      ['Default', 'Quarantine'].map((bin) => ({
        Id: seed.id('bin', code, bin),
        Store_Id: storeId(code),
        Store_Bin_Name: bin,
        Is_Default: bin === 'Default',
      })),
    ),
  );
}
