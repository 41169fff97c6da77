import type { Gs1Element, Outcome, Placed, Warning } from './element.js';

/** Two answers to one question: which product, which piece. */
const EXCLUSIVE = [
  ['01', '02'],
  ['21', '235'],
] as const;

/**
 * What the elements of a label are together. The same element twice counts once, with a warning; two
 * values for one AI (or one measure in two precisions) contradict each other and nothing is guessed.
 */
export function combine(placed: Placed[]): Outcome {
  const byFamily = new Map<string, Placed>();
  const warnings: Warning[] = [];
  for (const one of placed) {
    const before = byFamily.get(one.ai.family);
    if (!before) byFamily.set(one.ai.family, one);
    else if (before.ai === one.ai && before.element.value === one.element.value)
      warnings.push({ code: 'gs1.repeated', message: `(${one.ai.ai}) stands there more than once` });
    else return contradiction(before, one);
  }
  for (const [a, b] of EXCLUSIVE) {
    const [one, other] = [byFamily.get(a), byFamily.get(b)];
    if (one && other) return one.at < other.at ? contradiction(one, other) : contradiction(other, one);
  }
  const elements = [...byFamily.values()].map((one) => one.element);
  return { elements, warnings: [...warnings, ...pairWarnings(elements)] };
}

/** Elements that want company: 02 and 37 belong together, and to a logistic unit (00). */
export function pairWarnings(elements: Gs1Element[]): Warning[] {
  const has = (ai: string) => elements.some((element) => element.ai === ai);
  const warnings: Warning[] = [];
  if (has('02') && !has('37'))
    warnings.push({ code: 'gs1.content-without-count', message: '(02) without (37): how many is not said' });
  if (has('37') && !has('02') && !has('8026'))
    warnings.push({ code: 'gs1.count-without-content', message: '(37) without (02): of what is not said' });
  if (has('02') && has('37') && !has('00'))
    warnings.push({ code: 'gs1.content-without-sscc', message: '(02) and (37) without (00)' });
  return warnings;
}

function contradiction(first: Placed, second: Placed): Outcome {
  const said = (one: Placed) => `(${one.ai.ai})${one.element.value}`;
  return {
    elements: [],
    warnings: [],
    fault: {
      code: 'gs1.conflict',
      message: `${said(second)} contradicts ${said(first)}`,
      at: second.at,
      ai: second.ai.ai,
      value: second.element.value,
      allowed: first.ai === second.ai ? first.element.value : undefined,
    },
  };
}
