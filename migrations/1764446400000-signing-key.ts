import type { Migration } from '../src/database/migration.js';

/** The key that signs protocols of releases, where the site brings none of its own. */
export const signingKey: Migration = {
  name: 'SigningKey1764446400000',
  tables: {
    wr_keys: {
      /** What it signs; there is one for each. */
      purpose: 'varchar(32) primary',
      /** PKCS #8, base64. */
      private_key: 'varchar(200)',
      made_at: 'moment = now',
    },
  },
};
