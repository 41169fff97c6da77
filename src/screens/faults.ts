import { documentStates, reviewStatuses } from '../erp/codes.js';
import type { Fault } from '../errors.js';
import { faults as bg } from './texts/bg/faults.js';
import { isText, say } from './texts.js';

const languages: Readonly<Record<string, typeof bg>> = { bg };

/**
 * A fault in the reader's language. Rooms write them in English; another language knows how a code is
 * written and says the same with the parts that differ. What it does not know stays English.
 */
export function inWords(language: string, { code, message }: Pick<Fault, 'code' | 'message'>): string {
  for (const [written, text] of languages[language]?.[code] ?? []) {
    const parts = written.exec(message);
    if (parts)
      return text.replace(/\{(\d)\}/g, (_, n: string) => inLanguage(language, parts[Number(n)] ?? '')).trim();
  }
  return message;
}

const words: ReadonlySet<string> = new Set([...reviewStatuses, ...documentStates, 'Void']);

/** Words of the model inside a part, and the line it begins with. */
function inLanguage(language: string, part: string): string {
  const said = part.replace(/^Line (?=\d)/, `${say(language, 'manager.column.line')} `);
  return said.replace(/\b[A-Z][A-Za-z]+\b/g, (word) => {
    if (!words.has(word)) return word;
    const keys = [`manager.statusOf.${word}`, `manager.stateOf.${word}`];
    const key = keys.find(isText);
    return key && isText(key) ? say(language, key) : word;
  });
}
