import type { Migration } from '../src/database/migration.js';

/** What was written into the history stays as it was, whoever asks for a change. */
export const historyKept: Migration = { name: 'HistoryKept1764187200000', kept: ['wr_history'] };
