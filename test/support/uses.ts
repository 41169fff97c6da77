import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { erpTables } from '../../src/erp/columns.js';
import { erp } from '../../src/erp/tables.js';
import { packageRoot } from '../../src/package-root.js';

/** What statements do with a table of the ERP, by its canonical name. */
export interface Use {
  reads: string[];
  inserts: string[];
  updates: string[];
  deletes: boolean;
}

const canonical = new Map(
  Object.entries(erp).map(([key, fragment]) => [
    key,
    fragment.word({ table: (name: string) => name } as never) as unknown as string,
  ]),
);

/** Sources with statements; the demo makes an ERP of its own. */
function sources(): string[] {
  const rooms = ['erp', 'access', 'reconciliation', 'terminal', 'jobs', 'api', 'screens'];
  return rooms.flatMap((room) =>
    readdirSync(join(packageRoot, 'src', room), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.includes('texts/'))
      .map((file) => readFileSync(join(packageRoot, 'src', room, file), 'utf8')),
  );
}

const quoted = (text: string): string[] => [...text.matchAll(/"(\w+)"/g)].map(([, name]) => name as string);

/**
 * What the sources say: a column counts as read when its name stands beside an alias of its table
 * somewhere, or without an alias in a file that names the table. Rather one too many than one too few.
 */
export function usesInSources(): Record<string, Use> {
  const columnsOf = (key: string): string[] => {
    const table = canonical.get(key) as string;
    return Object.keys((erpTables as Record<string, object>)[table] ?? {});
  };
  const found = new Map<
    string,
    Record<'reads' | 'inserts' | 'updates', Set<string>> & { deletes: boolean }
  >();
  const use = (key: string) => {
    const one = found.get(key) ?? {
      reads: new Set(),
      inserts: new Set(),
      updates: new Set(),
      deletes: false,
    };
    found.set(key, one);
    return one;
  };
  const files = sources();
  const aliasesOf = (text: string): Map<string, Set<string>> => {
    const aliases = new Map<string, Set<string>>();
    for (const [, key, alias] of text.matchAll(/\$\{erp\.(\w+)\}\s+(?:AS\s+)?([a-z]{1,3})\b/g))
      aliases.set(alias as string, (aliases.get(alias as string) ?? new Set()).add(key as string));
    return aliases;
  };
  const everywhere = aliasesOf(files.join('\n'));
  for (const text of files) {
    for (const [, key] of text.matchAll(/\$\{?erp\.(\w+)\}?/g)) use(key as string);
    const aliases = aliasesOf(text);
    for (const [, alias, column] of text.matchAll(/\b([a-z]{1,3})\."(\w+)"/g)) {
      for (const key of aliases.get(alias as string) ?? everywhere.get(alias as string) ?? [])
        if (columnsOf(key).includes(column as string)) use(key).reads.add(column as string);
    }
    const named = new Set([...text.matchAll(/\berp\.(\w+)\b/g)].map(([, key]) => key as string));
    for (const [, column] of text.matchAll(/(?<![\w.)}"])"(\w+)"/g)) {
      for (const key of named)
        if (columnsOf(key).includes(column as string)) use(key).reads.add(column as string);
    }
    for (const [, key, list] of text.matchAll(/INSERT INTO \$\{erp\.(\w+)\}\s*\(([^)]+)\)/g))
      for (const column of quoted(list as string)) use(key as string).inserts.add(column);
    for (const [, key, list] of text.matchAll(/insertRows\(\s*\w+,\s*erp\.(\w+),\s*\[([^\]]+)\]/g))
      for (const [, column] of (list as string).matchAll(/'(\w+)'/g))
        use(key as string).inserts.add(column as string);
    for (const [, key, list] of text.matchAll(/UPDATE \$\{erp\.(\w+)\}[^`]*?\bSET ([^`]+)/g)) {
      const assignments = (list as string).split(/\bFROM\b|\bWHERE\b/)[0] as string;
      for (const [, column] of assignments.matchAll(/"(\w+)"\s*=/g))
        use(key as string).updates.add(column as string);
      if ((list as string).includes('touch')) use(key as string).updates.add('Row_Version');
    }
    for (const [, key] of text.matchAll(/DELETE FROM \$\{erp\.(\w+)\}/g)) use(key as string).deletes = true;
  }
  return Object.fromEntries(
    [...found]
      .map(([key, { reads, inserts, updates, deletes }]): [string, Use] => [
        canonical.get(key) as string,
        { reads: [...reads].sort(), inserts: [...inserts].sort(), updates: [...updates].sort(), deletes },
      ])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
