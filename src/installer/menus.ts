import { createHash } from 'node:crypto';
import { hasTable } from '../database/catalog.js';
import type { Reader } from '../database/database.js';
import { type Sql, sql } from '../database/sql.js';
import { TRUE, uuid } from '../database/words.js';
import { EXTENSIONS, extensions } from '../erp/extensions.js';
import { screens } from '../manifest.js';
import { error, Refused } from './finding.js';

/** Who the ERP's web client is, for an extension of its main menu. */
const APPLICATION = 'internal.erp.net/webclient';
const EXTENSION_PATH = '/mainmenu/apps';
/** In the ledger, before the address, while our menu records are in the ERP. */
export const MENUS = 'menus:';

/** One record of the ERP's extensions: an entry of its main menu. */
export interface MenuRecord {
  id: string;
  applicationUri: string;
  name: string;
  extensionPath: string;
  extensionUri: string;
  title: string;
  extensionData: { category: string; uri: string; slug: string; icon: string };
}

/** The menu entries of our screens at an address such as `https://counting.example.com`. */
export const menuRecords = (address: string): MenuRecord[] =>
  screens.flatMap(({ path, title, menu }) => {
    if (!menu) return [];
    const uri = `${address.replace(/\/$/, '')}${path}`;
    return {
      id: idOf(menu.slug),
      applicationUri: APPLICATION,
      name: title.en,
      extensionPath: EXTENSION_PATH,
      extensionUri: uri.slice(0, 128),
      title: JSON.stringify(title),
      extensionData: { category: menu.category, uri, slug: menu.slug, icon: menu.icon },
    };
  });

/** The same screen has the same record in every database, so that twice is once. */
function idOf(slug: string): string {
  const hash = createHash('sha256').update(`warehouse-reconciliation:${slug}`).digest('hex');
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}

/** Writes the records, or brings them up to date. Throws `Refused` where the ERP has no place for them. */
export async function menuPlan(reader: Reader, address: string): Promise<Sql[]> {
  await mustHaveExtensions(reader);
  return menuRecords(address).flatMap((record) => {
    const data = JSON.stringify(record.extensionData);
    return [
      sql`UPDATE ${extensions} SET "Extension_Uri" = ${record.extensionUri}, "Extension_Data" = ${data},
        "Title" = ${record.title} WHERE "Extension_Id" = ${uuid(record.id)}`,
      sql`INSERT INTO ${extensions} ("Extension_Id", "Application_Uri", "Extension_Name", "Extension_Path",
          "Extension_Uri", "Extension_Data", "Title", "Is_Active")
        SELECT ${uuid(record.id)}, ${record.applicationUri}, ${record.name}, ${record.extensionPath},
          ${record.extensionUri}, ${data}, ${record.title}, ${TRUE}
        WHERE NOT EXISTS (SELECT 1 FROM ${extensions} WHERE "Extension_Id" = ${uuid(record.id)})`,
    ];
  });
}

/** Takes the records out again. */
export const menuRemoval = (): Sql[] =>
  menuRecords('').map(({ id }) => sql`DELETE FROM ${extensions} WHERE "Extension_Id" = ${uuid(id)}`);

async function mustHaveExtensions(reader: Reader): Promise<void> {
  if (await hasTable(reader, EXTENSIONS)) return;
  throw new Refused([
    error(
      'menus.no-table',
      `This ERP has no ${EXTENSIONS}, where menus are kept since 26.2.1.40.`,
      'Bind its name in BINDING_FILE, or enter the records that `install` prints by hand.',
    ),
  ]);
}
