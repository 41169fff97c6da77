import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Refusal } from '../errors.js';
import { type Gs1Element, parseBarcode, quantityOf, type Warning } from './gs1/index.js';
import { readKnown } from './known.js';
import { choose } from './label.js';
import { wantedOf } from './wanted.js';

export interface ParsedBarcode {
  kind: 'gs1' | 'digital-link' | 'code' | 'quantity';
  elements: Gs1Element[];
  warnings: Warning[];
}

/** Reading labels, to try them. */
@Injectable()
export class Barcodes {
  constructor(private readonly database: Database) {}

  /**
   * What a text is by itself; of a label with lost separators, by the lots and serial numbers that are
   * known of its product. Throws (422) what is wrong with a label and where (`at`, from 0), or
   * `label.several` with the `readings` that are left.
   */
  async parse(text: string): Promise<ParsedBarcode> {
    const parsed = parseBarcode(text);
    const { kind } = parsed;
    if (kind === 'code')
      return { kind: quantityOf(parsed.text) === null ? 'code' : 'quantity', elements: [], warnings: [] };
    const wanted = { ...wantedOf(parsed), codes: [], ssccs: [] };
    const none = '00000000-0000-0000-0000-000000000000';
    const known = await readKnown(this.database, wanted, {
      warehouseId: none,
      productId: null,
      language: 'en',
    });
    const choice = choose(parsed, known, null);
    if (choice.outcome === 'taken')
      return {
        kind: kind === 'digital-link' ? kind : 'gs1',
        elements: choice.elements,
        warnings: choice.warnings,
      };
    if (choice.outcome === 'refused') {
      const { at, ai, ...fault } = choice.fault;
      throw new Refusal('rule', [{ ...fault, field: 'text', value: fault.value ?? text }], {
        at,
        ...(ai ? { ai } : {}),
      });
    }
    // Not marked, and only a lost separator would make a label of it: then it is a code like any other.
    if (kind === 'unmarked-gs1' && known.codes.length === 0 && parsed.fault)
      return { kind: 'code', elements: [], warnings: [] };
    const message = 'This label can be read in several ways, because a separator got lost.';
    throw new Refusal('rule', [{ code: 'label.several', message, field: 'text', value: text }], {
      readings: choice.readings,
    });
  }
}
