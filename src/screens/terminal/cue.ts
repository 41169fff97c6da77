import type { ScanResult, Values } from '../../terminal/scan.js';
import { said as bulgarian } from '../texts/bg/said.js';

/** What became of a scan or a key: it differs in sign, colour, sound, vibration and words. */
export type CueKind = 'ok' | 'warn' | 'err';

export interface Cue {
  kind: CueKind;
  title: string;
  detail: string;
  /** The scan it is about; an error's stays until it is acknowledged. */
  scanId?: string;
}

/** Nothing that was scanned is lost by these: a key had nothing to do. */
const harmless = new Set([
  'undo.nothing-left',
  'question.none',
  'exception.unknown',
  'location.must-be-scanned',
  'product.must-be-scanned',
  'contents.none',
  'contents.not-shown',
  'scan.empty',
]);
const noted = new Set(['exception.noted', 'exception.taken-back']);

export function cueKindOf({ outcome, code, doubleRead, warnings }: ScanResult): CueKind {
  if (outcome === 'refused') return harmless.has(code) ? 'warn' : 'err';
  if (outcome === 'exception') return noted.has(code) ? 'ok' : 'err';
  if (outcome === 'ask' || warnings?.length) return 'warn';
  return outcome === 'counted' && doubleRead ? 'warn' : 'ok';
}

/** The cue of a scan, in the worker's language. */
export const cueOf = (language: string, result: ScanResult): Cue => ({
  kind: cueKindOf(result),
  scanId: result.scanId,
  ...saidOf(language, result),
});

const FIRST_LINE = 20;
const SECOND_LINE = 40;
const COUNTED = '+{added} → {total} {totalUnit}';

/** The two lines that a result says. What was counted is never cut. */
export function saidOf(language: string, result: ScanResult): { title: string; detail: string } {
  const said = linesOf(language, result);
  const [warning] = result.warnings ?? [];
  if (!warning) return said;
  // What was left unfinished is told under what was done.
  const { code, values, message } = warning;
  const words = language === 'bg' ? bulgarian[code]?.[1] : undefined;
  return { title: said.title, detail: words ? filled(words, values) : message };
}

function linesOf(
  language: string,
  { code, values, title, message }: ScanResult,
): { title: string; detail: string } {
  const counted = values.added ? filled(COUNTED, values) : null;
  if (language !== 'bg') return { title: counted ?? title, detail: message };
  const [first, second] = bulgarian[code] ?? otherwise(code);
  return {
    title: counted ?? cut(filled(first, values), FIRST_LINE),
    detail: cut(filled(second, values), SECOND_LINE),
  };
}

const otherwise = (code: string): readonly [string, string] =>
  (/^(gs1|label)\./.test(code) ? bulgarian.label : bulgarian.refused) as readonly [string, string];

const filled = (text: string, values: Values): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? '')).trim();

const cut = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1).trimEnd()}…`;
