import { findAi } from './ai.js';
import { escapeBrackets } from './bracketed.js';
import type { Gs1Element } from './element.js';
import { GS } from './text.js';

/**
 * The label text of these elements, for tests and printing: the inverse of `parseBarcode`. `symbol` is
 * what a scanner sends for a GS1-128 (`]C1`, separators only where needed), `bracketed` the human
 * readable line. Values are written as they are, unchecked.
 */
export function build(
  elements: readonly Pick<Gs1Element, 'ai' | 'value'>[],
  form: 'symbol' | 'bracketed' = 'symbol',
): string {
  if (form === 'bracketed') return elements.map((one) => `(${one.ai})${escapeBrackets(one.value)}`).join('');
  const last = elements.length - 1;
  return `]C1${elements
    .map((one, i) => one.ai + one.value + (i === last || findAi(one.ai)?.predefined ? '' : GS))
    .join('')}`;
}
