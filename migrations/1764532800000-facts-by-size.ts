import type { Migration } from '../src/database/migration.js';
import { sql } from '../src/database/sql.js';
import { TRUE } from '../src/database/words.js';

const bySize = (name: string, size: string) => ({
  name,
  on: 'wr_detail_facts',
  columns: ['reconciliation_id', size, 'line_no', 'detail_id'],
  only: sql`"differs" = ${TRUE}`,
});

/**
 * What differs, by how much: the whole order of a page and the details' ids stand in the index, so that
 * rows are sorted and counted without their facts being looked up one by one.
 */
export const factsBySize: Migration = {
  name: 'FactsBySize1764532800000',
  gone: [
    { name: 'wr_facts_difference', on: 'wr_detail_facts' },
    { name: 'wr_facts_value', on: 'wr_detail_facts' },
  ],
  indexes: [bySize('wr_facts_by_difference', 'difference'), bySize('wr_facts_by_value', 'difference_value')],
};
