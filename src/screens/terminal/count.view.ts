import { Decimal } from 'decimal.js';
import type { Count } from '../../reconciliation/counting/count-rows.js';
import type { WorkerLine } from '../../reconciliation/counting/worker-lines.js';
import type { ScanResult } from '../../terminal/scan.js';
import type { TerminalState, Waiting } from '../../terminal/state.js';
import { asNumber } from '../format.js';
import { isText, say, sayCount } from '../texts.js';
import { countRow, trackingOf } from './order.view.js';
import type { Voice } from './voice.js';

/** A button of a question, as it is sent. */
export interface AnswerButton {
  answer: string;
  title: string;
  detail: string;
  key: string;
  main: boolean;
}

/** A question with its buttons; `text` is what was scanned. */
export interface Asking {
  code: string;
  text: string;
  words: string;
  buttons: AnswerButton[];
}

/** The question that is open (terminal.md, One scan field: asked, never guessed). */
export function askingOf(
  language: string,
  question: TerminalState['question'],
  last: ScanResult | null,
): Asking {
  const { code, text, choices } = question ?? { code: '', text: '', choices: [] };
  const values = { ...last?.values, text };
  const key = `terminal.ask.${code}`;
  return {
    code,
    text,
    words: isText(key)
      ? say(language, key, values)
      : (last?.detail ?? say(language, 'terminal.ask.code.several')),
    buttons: choices.map(({ answer, label, detail }, i) => ({
      answer,
      title: titleOf(language, answer.replace(/-\d+$/, ''), label),
      detail: detail ?? '',
      key: `F${i + 1}`,
      main: i === 0,
    })),
  };
}

function titleOf(language: string, answer: string, label: string): string {
  const key = `terminal.choice.${answer}`;
  return isText(key) ? say(language, key, { label }) : label;
}

/** The same code twice at once: both are counted, one key takes one back. */
export function doubleReadOf(language: string, { values, choices = [] }: ScanResult): Asking {
  const { total, totalUnit, quantity, unit, product } = values;
  const sum = (of: Decimal.Value) => `${asNumber(language, new Decimal(of).toFixed())} ${totalUnit}`;
  const less = totalUnit === unit ? sum(new Decimal(String(total)).minus(String(quantity))) : '';
  const details = [sum(String(total)), less];
  return {
    code: 'scan.possible-double-read',
    text: '',
    words: say(language, 'terminal.ask.doubleRead', { product }),
    buttons: choices.map(({ answer }, i) => ({
      answer,
      title: titleOf(language, answer, ''),
      detail: details[i] ?? '',
      key: `F${i + 1}`,
      main: i === 0,
    })),
  };
}

/** What is asked about a product before it can be counted. */
export function waitingOf(language: string, { need, optional, options, units, baseUnit, ...item }: Waiting) {
  const facts = { variant: item.variant, lot: item.lot, serialNumber: item.serial, logisticUnit: null };
  const without = { variant: 'variantId', lot: 'lotId', 'logistic-unit': 'logisticUnitId' } as const;
  const field = need === 'serial' ? 'serialNumberId' : without[need as keyof typeof without];
  return {
    need,
    name: item.name,
    facts: [item.partNumber, trackingOf(language, facts)].filter(Boolean).join(' · '),
    question: say(language, `terminal.need.${need}`),
    options,
    field,
    without: optional && field ? say(language, `terminal.without.${need}` as 'terminal.without.lot') : null,
    units,
    baseUnit,
    asksQuantity: need === 'quantity',
    asksWeight: need === 'weight' || (need === 'quantity' && baseUnit !== null),
  };
}

/** A position that a recount asks for, with what its button picks. */
export interface ToCount {
  name: string;
  facts: string;
  icon: '' | 'half' | 'full' | 'zero';
  pick: string | null;
}

/** The positions of a recount at a location (terminal.md, screen 3). */
export const positionsOf = (language: string, lines: readonly WorkerLine[]): ToCount[] =>
  lines.map((line) => ({
    name: line.productName ?? say(language, 'terminal.line.wholeLocation'),
    facts: [
      line.product,
      trackingOf(language, line),
      line.expected
        ? say(language, 'terminal.line.expected', {
            quantity: `${asNumber(language, line.expected.quantity)} ${line.expected.unit}`,
          })
        : '',
      line.counts > 0 ? sayCount(language, 'terminal.records', line.counts) : '',
    ]
      .filter(Boolean)
      .join(' · '),
    icon: line.state === 'done' ? 'full' : line.state === 'empty' ? 'zero' : line.counts > 0 ? 'half' : '',
    pick: line.productId === null ? null : JSON.stringify(pickOf(line)),
  }));

const pickOf = ({ productId, variantId, lotId, serialNumberId, logisticUnitId }: WorkerLine) => ({
  productId,
  variantId,
  lotId,
  ...(serialNumberId ? { serialNumberId } : {}),
  logisticUnitId,
});

/** What was counted here, the newest first. */
export function countedOf(voice: Voice, counts: readonly Count[], total: number) {
  const { language } = voice.actor;
  const valid = counts.filter((count) => !count.void);
  const units = new Set(valid.map(({ unit }) => unit));
  const whole = counts.length === total && units.size === 1;
  const sum = valid.reduce((all, { quantity }) => all.plus(quantity), new Decimal(0));
  const records = sayCount(language, 'terminal.records', total);
  return {
    total,
    rows: counts.map((count) => countRow(voice, count, false)),
    summary:
      total === 0
        ? ''
        : whole
          ? `${records}, ${asNumber(language, sum.toFixed())} ${[...units][0]}`
          : records,
  };
}
