import type { Migration } from '../src/database/migration.js';

/** The history tells of a job from where it was asked for, not only which job it was. */
export const jobSource: Migration = {
  name: 'JobSource1764273600000',
  columns: { wr_jobs: { asked_from: 'varchar(254)?' } },
};
