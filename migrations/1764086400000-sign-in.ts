import type { Migration } from '../src/database/migration.js';

/** What sign-in has to remember: failures of an address, and launch codes that were used. */
export const signIn: Migration = {
  name: 'SignIn1764086400000',
  tables: {
    wr_tries: {
      key_hash: 'char(64) primary',
      hits: 'integer',
      ends_at: 'moment',
    },
    /** A code is used once: its key is here until it would have expired by itself. */
    wr_launches: {
      code_hash: 'char(64) primary',
      login: 'varchar(64)',
      expires_at: 'moment',
    },
  },
  indexes: [
    { name: 'wr_session_user', on: 'wr_sessions', columns: ['user_id'], filled: 'user_id' },
    { name: 'wr_session_end', on: 'wr_sessions', columns: ['expires_at'] },
  ],
};
