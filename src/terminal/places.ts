import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { parseBarcode } from './gs1/index.js';
import { readKnown } from './known.js';
import { resolve } from './resolve.js';
import type { Seen } from './seen.js';
import { wantedOf } from './wanted.js';

const kinds = new Set(['location', 'unit'] as const);
/** On a location's label: the part of its number within the site, and what a company writes for itself. */
const WRITTEN = /^(254|9\d)$/;

/** Locations by their labels. */
@Injectable()
export class Places {
  constructor(private readonly database: Database) {}

  /**
   * The locations of a warehouse that a scanned or typed text means: by address, by a GS1 label that has the
   * address in it, or where the logistic unit on the label has stock. None where nobody knows it.
   */
  async find(warehouseId: string, text: string): Promise<string[]> {
    const written = parseBarcode(text).elements.filter(({ ai }) => WRITTEN.test(ai));
    for (const one of [text, ...written.map(({ value }) => value)]) {
      const found = await this.read(warehouseId, one);
      if (found.length > 0) return found;
    }
    return [];
  }

  private async read(warehouseId: string, text: string): Promise<string[]> {
    const parsed = parseBarcode(text);
    const where = { warehouseId, productId: null, language: 'en' };
    const known = await readKnown(this.database, wantedOf(parsed), where);
    const found = resolve(parsed, { kinds, productId: null }, known);
    return (found.kind === 'several' ? found.of : [found]).flatMap(locationsOf);
  }
}

function locationsOf(seen: Seen): string[] {
  if (seen.kind === 'location') return [seen.location.id];
  return seen.kind === 'unit' ? seen.at.map(({ id }) => id) : [];
}
