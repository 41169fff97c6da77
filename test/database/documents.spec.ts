import { randomUUID } from 'node:crypto';
import { sql } from '../../src/database/sql.js';
import { iso, text } from '../../src/database/words.js';
import { code } from '../../src/erp/codes.js';
import { Documents, type NewDocuments, readDocument } from '../../src/erp/documents.js';
import { ErpOptions } from '../../src/erp/erp-options.js';
import { erp } from '../../src/erp/tables.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { codesOf, Floor, refusalOf } from '../support/floor.js';

describe('Documents of the ERP', () => {
  let opened: TestDatabase;
  let floor: Floor;
  beforeAll(async () => {
    opened = await openTestDatabase();
  });
  afterAll(() => opened.close());
  beforeEach(async () => {
    floor = await Floor.in(opened.database);
  });

  const create = (of: Partial<NewDocuments> = {}, documents = floor.documents) =>
    opened.database.transaction(async (tx) => {
      const draft = await documents.create(tx, floor.manager, {
        entity: code.entity.order,
        typeId: floor.typeId,
        warehouseId: floor.rows.warehouse,
        state: 'Planned',
        documents: [{}],
        ...of,
      });
      return { ids: draft.ids, numbers: await documents.number(tx, draft) };
    });
  const row = async (id: string | undefined) => {
    const [found] = await opened.database.query<Record<string, unknown>>(sql`
      SELECT d.*, ${text(sql`d."Document_Date"`)} AS "day", ${iso(sql`d."Creation_Time"`)} AS "created",
        ${iso(sql`d."Release_Time"`)} AS "released"
      FROM ${erp.documents} d WHERE d."Id" = ${id}`);
    return found as Record<string, unknown>;
  };
  const nextValue = async () => {
    const [found] = await opened.database.query<{ next: string }>(sql`
      SELECT "Next_Value" AS "next" FROM ${erp.sequenceGenerators} WHERE "Sequence_Generator_Id" = ${floor.generatorId}`);
    return found?.next;
  };

  describe('made', () => {
    it('by the company of the store, numbered in order, each its own master', async () => {
      const user = randomUUID();
      const cause = randomUUID();
      const { ids, numbers } = await create({
        primeCauseId: cause,
        documents: [{ assignedToUserId: user }, {}],
      });
      expect(numbers).toEqual(['C-0099', 'C-0100']);
      expect(await nextValue()).toBe('C-0101');
      expect(await row(ids[0])).toMatchObject({
        Document_No: 'C-0099',
        Entity_Name: 'Wms_Warehouse_Orders',
        State: 10,
        Void: false,
        Enterprise_Company_Id: floor.companyId,
        Enterprise_Company_Location_Id: floor.companyLocationId,
        From_Party_Id: floor.partyId,
        Master_Document_Id: ids[0],
        Parent_Document_Id: null,
        Prime_Cause_Document_Id: cause,
        Assigned_To_User_Id: user,
        Sequence_Id: floor.sequenceId,
        Creation_User: 'mira',
        Document_Version: 1,
      });
      expect(await row(ids[1])).toMatchObject({ Assigned_To_User_Id: null, Document_No: 'C-0100' });
    });

    it('times are the local time of the ERP', async () => {
      const before = Date.now();
      const { ids } = await create();
      const { created, day } = await row(ids[0]);
      const [sofia, utc] = ['Europe/Sofia', 'UTC'].map((timeZone) =>
        new Date(before).toLocaleString('sv-SE', { timeZone }),
      ) as [string, string];
      const ahead = Date.parse(`${sofia}Z`) - Date.parse(`${utc}Z`);
      expect(ahead).toBeGreaterThan(0);
      expect(Math.abs(Date.parse(created as string) - before - ahead)).toBeLessThan(10_000);
      expect(String(day).slice(0, 10)).toBe((created as string).slice(0, 10));
    });

    it('the active store with the lowest code counts, not a closed one', async () => {
      await floor.store('ST-00', { Active: false, Enterprise_Company_Id: randomUUID() });
      await floor.store('ST-02', { Enterprise_Company_Id: randomUUID() });
      const { ids } = await create();
      expect(await row(ids[0])).toMatchObject({ Enterprise_Company_Id: floor.companyId });
    });

    it('without a store, by the company of the options; without these it is refused', async () => {
      await opened.database.query(
        sql`DELETE FROM ${erp.stores} WHERE "Warehouse_Id" = ${floor.rows.warehouse}`,
      );
      expect(codesOf(await refusalOf(create()))).toEqual(['document.company-missing']);
      const location = randomUUID();
      const options = ErpOptions.of({ companyId: floor.companyId, companyLocationId: location });
      const { ids } = await create({}, new Documents(options));
      expect(await row(ids[0])).toMatchObject({
        Enterprise_Company_Id: floor.companyId,
        Enterprise_Company_Location_Id: location,
      });
    });

    it('a generator for the location comes before one for all; of a person not at all', async () => {
      const generator = (of: Record<string, unknown>) =>
        floor.rows.put(erp.sequenceGenerators, {
          Sequence_Generator_Id: randomUUID(),
          Sequence_Id: floor.sequenceId,
          Enterprise_Company_Id: floor.companyId,
          ...of,
        });
      await generator({ Next_Value: 'PERSON-1', Responsible_Person_Id: randomUUID() });
      await generator({ Next_Value: 'OTHER-1', Enterprise_Company_Location_Id: randomUUID() });
      expect((await create()).numbers).toEqual(['C-0099']);
      await generator({
        Next_Value: 'HERE-1',
        Enterprise_Company_Location_Id: floor.companyLocationId,
        Sequence_Priority: 9,
      });
      expect((await create()).numbers).toEqual(['HERE-1']);
    });

    it('without a sequence it is refused', async () => {
      await opened.database.query(
        sql`UPDATE ${erp.documentTypes} SET "Sequence_Id" = NULL WHERE "Id" = ${floor.typeId}`,
      );
      expect(codesOf(await refusalOf(create()))).toEqual(['document.sequence-missing']);
    });

    it('numbers that the ERP takes while we look are not given out again', async () => {
      const numbers = await opened.database.transaction(async (tx) => {
        const draft = await floor.documents.create(tx, floor.manager, {
          entity: code.entity.order,
          typeId: floor.typeId,
          warehouseId: floor.rows.warehouse,
          state: 'Planned',
          documents: [{}],
        });
        let looks = 0;
        const query: typeof tx.query = async (statement) => {
          const rows = await tx.query(statement);
          if (looks++ === 0)
            await tx.run(sql`
              UPDATE ${erp.sequenceGenerators} SET "Next_Value" = 'C-0150'
              WHERE "Sequence_Generator_Id" = ${floor.generatorId}`);
          return rows as never;
        };
        const overtaken: typeof tx = Object.assign(Object.create(tx), { query });
        return floor.documents.number(overtaken, draft);
      });
      expect(numbers).toEqual(['C-0150']);
      expect(await nextValue()).toBe('C-0151');
    });

    it('twenty steps at once share the sequence without a gap or a double', async () => {
      const steps = await Promise.all(Array.from({ length: 20 }, () => create({ documents: [{}, {}] })));
      const numbers = steps.flatMap((s) => s.numbers).sort();
      expect(numbers).toEqual(
        Array.from({ length: 40 }, (_, i) => `C-${String(99 + i).padStart(4, '0')}`).sort(),
      );
      expect(await nextValue()).toBe('C-0139');
    });
  });

  describe('changed', () => {
    const changes = (id: string | undefined) =>
      opened.database.query<{ state: number; void: boolean }>(sql`
        SELECT "New_State" AS "state", "Void" AS "void" FROM ${erp.stateChanges}
        WHERE "Document_Id" = ${id} ORDER BY "Update_Time", "Void"`);
    const change = (ids: string[], state: 'Released' | 'Planned') =>
      opened.database.transaction((tx) => floor.documents.changeState(tx, floor.manager, ids, state));

    it('each change of state is recorded; the state it has is none', async () => {
      const { ids } = await create();
      await change(ids, 'Planned');
      await change(ids, 'Released');
      expect(await changes(ids[0])).toEqual([
        { state: 10, void: false },
        { state: 30, void: false },
      ]);
      expect(await row(ids[0])).toMatchObject({
        State: 30,
        Document_Version: 2,
        released: expect.any(String),
      });
    });

    it('made New is no change', async () => {
      const { ids } = await create({ state: 'New' });
      expect(await changes(ids[0])).toEqual([]);
    });

    it('voided: with reason, time and user; it keeps its state', async () => {
      const { ids } = await create();
      await opened.database.transaction((tx) => floor.documents.void(tx, floor.manager, ids, 'a mistake'));
      expect(await row(ids[0])).toMatchObject({
        Void: true,
        State: 10,
        Void_Reason: 'a mistake',
        Void_User: 'mira',
        Void_Time: expect.anything(),
      });
      expect(await readDocument(opened.database, ids[0] as string)).toMatchObject({
        void: true,
        state: 'Planned',
      });
      await change(ids, 'Released');
      expect(await row(ids[0])).toMatchObject({ State: 10 });
    });

    it('a change of state changes the version of the reconciliation', async () => {
      const id = await floor.rows.reconciliation();
      const read = () =>
        opened.database.query(
          sql`SELECT "Row_Version" AS "v" FROM ${erp.reconciliations} WHERE "Warehouse_Reconciliation_Id" = ${id}`,
        );
      const before = await read();
      await change([await floor.documentOf(id)], 'Released');
      expect(await read()).not.toEqual(before);
    });
  });

  describe('of a type', () => {
    const entity = `Test_${randomUUID().slice(0, 8)}`;
    const type = async (typeCode: string) => {
      const id = randomUUID() as string;
      await floor.rows.put(erp.documentTypes, {
        Id: id,
        Code: typeCode,
        Entity_Name: entity,
        Type_Name: typeCode,
      });
      return id;
    };

    it('by code, else the lowest code of the entity; another entity has none', async () => {
      const [b, a] = [await type('B1'), await type('A2')];
      expect(await floor.documents.typeOf(opened.database, entity)).toBe(a);
      expect(await floor.documents.typeOf(opened.database, entity, ' b1 ')).toBe(b);
      const refusal = await refusalOf(floor.documents.typeOf(opened.database, 'Nothing', 'B1'));
      expect(refusal.faults).toEqual([
        expect.objectContaining({ code: 'document-type.unknown', value: 'B1' }),
      ]);
    });
  });
});
