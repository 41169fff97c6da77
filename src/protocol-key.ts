import type { KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { privateKeyOf } from './access/signer.js';
import { type Options, OptionsError } from './options.js';

/** The site's own key for protocols of releases; none: the database keeps one. Throws `OptionsError`. */
export function protocolKeyOf({ PROTOCOL_KEY }: Pick<Options, 'PROTOCOL_KEY'>): KeyObject | undefined {
  if (!PROTOCOL_KEY) return undefined;
  try {
    return privateKeyOf(readFileSync(PROTOCOL_KEY, 'utf8'));
  } catch {
    throw new OptionsError([`PROTOCOL_KEY is no PEM file with an Ed25519 private key: ${PROTOCOL_KEY}`]);
  }
}
