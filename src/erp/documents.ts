import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '../database/database.js';
import { join, list, type Sql, sql } from '../database/sql.js';
import { FALSE, ids, integer, moment, newId, siteCode, TRUE, touch, uuid } from '../database/words.js';
import { type Fault, Refusal, refuse, unknown } from '../errors.js';
import { erpNow } from './clock.js';
import { code, type DocumentState, documentStateOf } from './codes.js';
import { takeNumbers } from './document-numbers.js';
import { companyOf, generatorFor, readDocumentType } from './document-origin.js';
import { ErpOptions } from './erp-options.js';
import { erp } from './tables.js';

/** Who does it, as the ERP knows him. */
type By = { login: string };

/** Documents of one step: the same in everything but who they are assigned to. */
export interface NewDocuments {
  /** Table of the header: one of `code.entity`. */
  entity: string;
  typeId: string;
  warehouseId: string;
  state: DocumentState;
  /** `2026-11-23`; today when absent. */
  date?: string | undefined;
  notes?: string | null | undefined;
  /** Absent: each document is its own master. */
  masterId?: string | undefined;
  parentId?: string | undefined;
  primeCauseId?: string | undefined;
  documents: readonly { assignedToUserId?: string | null }[];
}

/** Documents that exist but for their numbers. */
export interface Draft {
  /** `Gen_Documents.Id`, in the order asked for. */
  ids: string[];
  generatorId: string;
}

/** A document as it stands. */
export interface DocumentHead {
  id: string;
  entity: string;
  documentNo: string;
  state: DocumentState;
  void: boolean;
}

/** Rows of one statement that carry their own parameters; SQL Server takes 2,100 in all. */
const CHUNK = 200;
const MOMENT_OF: Partial<Record<DocumentState, Sql>> = {
  Released: sql`"Release_Time"`,
  Completed: sql`"Complete_Time"`,
};

/** The ERP's documents: creating them, numbering them, changing their state (`erp.md`, Documents). */
@Injectable()
export class Documents {
  constructor(private readonly options: ErpOptions) {}

  /**
   * Id of the document type of an entity: the one with this `Code` (letters' case and outer spaces
   * do not matter), without a code the one with the lowest. Throws `document-type.unknown`.
   */
  async typeOf(reader: Reader, entity: string, typeCode?: string): Promise<string> {
    const type = await readDocumentType(reader, entity, typeCode);
    if (type) return type;
    throw refuse(
      'rule',
      'document-type.unknown',
      typeCode === undefined
        ? `The ERP has no document type for ${entity}. Add one.`
        : `The ERP has no document type "${typeCode.trim()}" for ${entity}.`,
      { field: 'documentType', value: typeCode ?? null, allowed: `Code of a document type of ${entity}` },
    );
  }

  /** Id of the document type that reconciliations are made with: the option's code, else the lowest. */
  async reconciliationType(reader: Reader): Promise<string> {
    return this.typeOf(reader, code.entity.reconciliation, this.options.reconciliationDocumentType);
  }

  /** What `create` would refuse, so that a step can tell it together with its own reasons. */
  async obstacles(reader: Reader, warehouseId: string, typeId: string): Promise<readonly Fault[]> {
    try {
      await generatorFor(reader, typeId, await companyOf(reader, warehouseId, this.options));
      return [];
    } catch (error) {
      if (error instanceof Refusal) return error.faults;
      throw error;
    }
  }

  /**
   * Creates documents without their numbers; the caller adds the headers (`ids` are their
   * `Document_Id`) and calls `number` as its last statement. Throws `document.company-missing` and
   * `document.sequence-missing`.
   */
  async create(tx: Tx, by: By, step: NewDocuments): Promise<Draft> {
    const company = await companyOf(tx, step.warehouseId, this.options);
    const generator = await generatorFor(tx, step.typeId, company);
    const at = await erpNow(tx, this.options.timeZone);
    const ids = step.documents.map(() => randomUUID() as string);
    const rows = step.documents.map(
      // The number is a stand-in until the end, but already one of its kind.
      ({ assignedToUserId = null }, i) =>
        sql`(${uuid(ids[i])}, ${(ids[i] as string).replaceAll('-', '').slice(0, 20)}, ${uuid(assignedToUserId)})`,
    );
    const master = step.masterId ? uuid(step.masterId) : sql`v.id`;
    for (const part of chunks(rows)) {
      await tx.run(sql`
        INSERT INTO ${erp.documents} ("Id", "Document_No", "Assigned_To_User_Id", "Entity_Name", "Document_Type_Id",
          "Sequence_Id", "State", "Document_Date", "Reference_Date", "Notes", "Creation_Time", "Creation_User",
          "Enterprise_Company_Id", "Enterprise_Company_Location_Id", "From_Party_Id", "Master_Document_Id",
          "Parent_Document_Id", "Prime_Cause_Document_Id", "Document_Version", "Adjustment_Number",
          "Planning_Only", "Read_Only", "Void")
        SELECT v.id, v.no, v.assigned, ${siteCode(step.entity)}, ${uuid(step.typeId)},
          ${uuid(generator.sequenceId)}, ${integer(code.state[step.state])}, CAST(${step.date ?? at.day} AS date),
          CAST(${at.day} AS date), ${step.notes ?? null}, ${moment(at.time)}, ${by.login},
          ${uuid(company.companyId)}, ${uuid(company.locationId)}, ${uuid(company.partyId)}, ${master},
          ${uuid(step.parentId ?? null)}, ${uuid(step.primeCauseId ?? null)}, 1, 0, ${FALSE}, ${FALSE}, ${FALSE}
        FROM (VALUES ${join(part)}) AS v(id, no, assigned)`);
    }
    if (step.state !== 'New') await this.recordStates(tx, by, ids, at.time);
    return { ids, generatorId: generator.generatorId };
  }

  /**
   * Gives a draft its numbers, in order, and returns them. The last statement before the commit: the
   * ERP's other users wait for the sequence meanwhile.
   */
  async number(tx: Tx, { ids, generatorId }: Draft): Promise<string[]> {
    if (ids.length === 0) return [];
    await tx.lock(`sequence:${generatorId}`);
    for (;;) {
      const [row] = await tx.query<{ next: string }>(sql`
        SELECT "Next_Value" AS "next" FROM ${erp.sequenceGenerators} WHERE "Sequence_Generator_Id" = ${generatorId}`);
      if (!row) throw unknown('sequence generator', generatorId);
      const { numbers, next } = takeNumbers(row.next, ids.length);
      // The ERP does not know our lock: take the numbers only if nobody took them since we looked.
      const taken = await tx.run(sql`
        UPDATE ${erp.sequenceGenerators} SET "Next_Value" = ${next}
        WHERE "Sequence_Generator_Id" = ${generatorId} AND "Next_Value" = ${row.next}`);
      if (taken === 0) continue;
      const rows = ids.map((id, i) => sql`(${uuid(id)}, ${numbers[i]})`);
      for (const part of chunks(rows)) {
        await tx.run(sql`
          UPDATE ${erp.documents} SET "Document_No" = s.no
          FROM (VALUES ${join(part)}) AS s(id, no) WHERE ${erp.documents}."Id" = s.id`);
      }
      return numbers;
    }
  }

  /**
   * Puts documents into a state and records it. What they are already in is no change. Whether the
   * step is allowed is the caller's question.
   */
  async changeState(tx: Tx, by: By, ids: readonly string[], state: DocumentState): Promise<void> {
    const { time } = await erpNow(tx, this.options.timeZone);
    for (const part of chunks(ids)) {
      const changed = (
        await tx.query<{ id: string }>(sql`
          SELECT "Id" AS "id" FROM ${erp.documents}
          WHERE "Id" IN (${list(part)}) AND "State" <> ${code.state[state]} AND "Void" = ${FALSE}`)
      ).map(({ id }) => id);
      if (changed.length === 0) continue;
      const at = MOMENT_OF[state];
      await tx.run(sql`
        UPDATE ${erp.documents} SET "State" = ${code.state[state]}, "Document_Version" = "Document_Version" + 1
          ${at ? sql`, ${at} = ${moment(time)}` : sql``}
        WHERE "Id" IN (${list(changed)})`);
      await this.recordStates(tx, by, changed, time);
      await touchReconciliations(tx, changed);
    }
  }

  /** Voids documents with a reason; one that is void already stays as it is. */
  async void(tx: Tx, by: By, ids: readonly string[], reason: string): Promise<void> {
    const { time } = await erpNow(tx, this.options.timeZone);
    for (const part of chunks(ids)) {
      const changed = (
        await tx.query<{ id: string }>(sql`
          SELECT "Id" AS "id" FROM ${erp.documents} WHERE "Id" IN (${list(part)}) AND "Void" = ${FALSE}`)
      ).map(({ id }) => id);
      if (changed.length === 0) continue;
      await tx.run(sql`
        UPDATE ${erp.documents} SET "Void" = ${TRUE}, "Void_Reason" = ${reason.slice(0, 254)}, "Void_Time" = ${moment(time)},
          "Void_User" = ${by.login}, "Document_Version" = "Document_Version" + 1
        WHERE "Id" IN (${list(changed)})`);
      await this.recordStates(tx, by, changed, time);
      await touchReconciliations(tx, changed);
    }
  }

  /** Assigns documents to a user, or to nobody. */
  async assign(tx: Tx, documentIds: readonly string[], userId: string | null): Promise<void> {
    await tx.run(sql`
      UPDATE ${erp.documents} SET "Assigned_To_User_Id" = ${uuid(userId)}, "Document_Version" = "Document_Version" + 1
      WHERE "Id" IN ${ids(documentIds)}`);
  }

  /** The state and void flag the documents have now become rows of their own. */
  private async recordStates(tx: Tx, by: By, ids: readonly string[], time: Date): Promise<void> {
    for (const part of chunks(ids)) {
      await tx.run(sql`
        INSERT INTO ${erp.stateChanges} ("Document_State_Change_Id", "Document_Id", "New_State", "System_Initiated",
          "Update_Time", "Update_User", "Void")
        SELECT ${newId}, "Id", "State", ${FALSE}, ${moment(time)}, ${by.login}, "Void"
        FROM ${erp.documents} WHERE "Id" IN (${list(part)})`);
    }
  }
}

/** A document by its id, or undefined. Says nothing about who may see it. */
export async function readDocument(reader: Reader, id: string): Promise<DocumentHead | undefined> {
  const [row] = await reader.query<Omit<DocumentHead, 'state'> & { state: number }>(sql`
    SELECT "Id" AS "id", "Entity_Name" AS "entity", "Document_No" AS "documentNo", "State" AS "state", "Void" AS "void"
    FROM ${erp.documents} WHERE "Id" = ${uuid(id)}`);
  return row && { ...row, state: documentStateOf(row.state) };
}

/** A change of state changes the version of the reconciliation's own row, which people lock by. */
async function touchReconciliations(tx: Tx, documentIds: readonly string[]): Promise<void> {
  await tx.run(sql`
    UPDATE ${erp.reconciliations} SET ${touch} "Document_Id" = "Document_Id" WHERE "Document_Id" IN (${list(documentIds)})`);
}

function* chunks<T>(items: readonly T[]): Generator<T[]> {
  for (let start = 0; start < items.length; start += CHUNK) yield items.slice(start, start + CHUNK);
}
