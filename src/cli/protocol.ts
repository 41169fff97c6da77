import type { KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { keptKey, keyNamedIn, publicKeyOf, publicKeysIn, readSigned } from '../access/signer.js';
import { protocolKeyOf } from '../protocol-key.js';
import { type Standing, standingOf } from '../reconciliation/release/protocol.js';
import { say, withDatabase } from './open.js';

/** Ends with 2 when it is not what was signed or the database disagrees; `cli` ends with 1 when it could not be done. */
const REFUSED = 2;

const stands: Record<Standing, string> = {
  same: 'as it was signed, and the approved rows are those of the release.',
  changed: 'as it was signed, but the approved rows are not those of the release any more.',
  other: 'as it was signed, but the release was noted with another hash here.',
  unknown: 'as it was signed, but this database knows no such release.',
};

interface Flags {
  key?: string;
  offline?: boolean;
  json?: boolean;
}

export const protocolCommand = (): Command =>
  new Command('protocol')
    .description('signed protocols of releases')
    .addCommand(
      new Command('verify')
        .description(
          'whether a file (or a signature from paper) is what was signed, and the database still agrees; ends with 2 when not',
        )
        .argument('<file>', 'protocol.jws')
        .option(
          '--key <file>',
          'public key: PEM, or as /api/protocol-keys gives it; else the key that signs here',
        )
        .option('--offline', 'look at the signature alone; with --key')
        .option('--json', 'for programs, with what was signed')
        .action(verify),
    );

async function verify(file: string, { key, offline, json }: Flags): Promise<void> {
  if (offline && !key) throw new Error('--offline needs --key: the public key to check with.');
  const text = read(file);
  const keys = key ? keysOf(key) : undefined;
  const answer = (says: string, content: object | null, standing?: Standing): void => {
    if (json) say(JSON.stringify({ signed: content !== null, standing: standing ?? null, content }));
    else say(says);
    if (content === null || (standing && standing !== 'same')) process.exitCode = REFUSED;
  };
  const refused = async (by: readonly KeyObject[]) =>
    answer(`${file}: not accepted, ${await reason(text, by)}.`, null);

  // What is not signed is refused without a look into the database.
  const before = keys && (await contentOf(text, keys));
  if (keys && !before) return refused(keys);
  if (offline && before)
    return answer(`${String(before.documentNo)}: as it was signed. The database was not asked.`, before);
  await withDatabase(async ({ database, options }) => {
    const here = keys
      ? []
      : [protocolKeyOf(options) ?? (await keptKey(database))].flatMap((one) => one ?? []);
    const content = before ?? (await contentOf(text, here));
    if (!content) return refused(here);
    const standing = await standingOf(database, content);
    answer(`${String(content.documentNo)}: ${stands[standing]}`, content, standing);
  });
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new Error(`${file} cannot be read.`);
  }
}

function keysOf(file: string): KeyObject[] {
  const text = read(file);
  try {
    return publicKeysIn(text);
  } catch {
    throw new Error(`${file} holds no public key.`);
  }
}

async function contentOf(text: string, keys: readonly KeyObject[]): Promise<Record<string, unknown> | null> {
  for (const key of keys) {
    const content = await readSigned(text, key);
    if (content) return content;
  }
  return null;
}

async function reason(text: string, keys: readonly KeyObject[]): Promise<string> {
  const named = keyNamedIn(text);
  if (named === null) return 'it is no signed protocol';
  const known = await Promise.all(keys.map(publicKeyOf));
  return known.some(({ kid }) => kid === named)
    ? 'it was changed after it was signed'
    : `it names another key (${named.slice(0, 60)})`;
}
