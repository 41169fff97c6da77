import type { Remembered } from '../../reconciliation/history-list.js';
import { isText } from '../texts.js';
import type { Said } from '../view-formats.js';

type Content = Record<string, unknown>;
const content = (value: unknown): Content => (value && typeof value === 'object' ? (value as Content) : {});
const number = (value: unknown): number | null =>
  typeof value === 'number' ? value : Array.isArray(value) ? value.length : null;

/** An event as the history shows it. */
interface Told {
  what: Said | null;
  event: string;
  about: string;
  figures: Said[];
  states?: { from: string; to: string };
}

/** An event in words: what was done, and the figures or reasons worth telling. */
export function eventOf(
  { event, subjectId, after, before }: Remembered,
  orders: ReadonlyMap<string, string>,
): Told {
  const [was, is] = [content(before), content(after)];
  const key = `manager.event.${event}`;
  const figures: Said[] = [];
  const add = (name: string, value: unknown) => {
    const text = `manager.event.with.${name}`;
    const plural = isText(`${text}.other`);
    const n = number(value);
    if (plural && n !== null && n > 0) figures.push({ key: text, n });
    if (isText(text) && typeof value === 'string' && value !== '')
      figures.push({ key: text, values: { value } });
  };
  for (const [name, value] of Object.entries(is)) add(name, value);
  return {
    what: isText(key) ? { key } : null,
    event,
    about: orders.get(subjectId) ?? (typeof is.documentNo === 'string' ? is.documentNo : ''),
    figures,
    ...(event === 'state.changed' || event === 'reconciliation.released'
      ? { states: { from: word(was.state), to: word(is.state) } }
      : {}),
  };
}

const word = (state: unknown): string => (typeof state === 'string' ? state : '');
