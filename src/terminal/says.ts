import type { Values } from './scan.js';

const FIRST_LINE = 20;
const SECOND_LINE = 40;

type Words = readonly [title: string, message: string];

/** English for every code a scan can come to; `{value}` is put in. Names are cut, codes are not. */
const words: Record<string, Words> = {
  'location.here': ['{location}', 'Scan what is here.'],
  'location.missing': ['Scan a location', 'Then what is there.'],
  'location.uncertain': ['Where are you?', 'Kept. Scan the location again.'],
  'location.unknown': ['Unknown location', 'Kept. Scan the location again.'],
  'location.claimed': ['{location}', '{name} is here since {since}.'],
  'location.not-joined': ['Not joined', 'Scan the next location.'],
  'location.not-in-scope': ['Not in this count', '{location} is not counted now.'],
  'location.of-other-order': ['In another order', '{location}: {orders}'],
  'location.must-be-scanned': ['Scan the location', 'It cannot be picked here.'],
  'line.counted-before': ['For somebody else', 'You counted it before.'],
  'logistic-unit.taken': ['{unit}', 'In hand. Scan what is in it.'],
  'logistic-unit.dropped': ['Without unit', '{unit} is no longer in hand.'],
  'logistic-unit.none': ['Without unit', 'Scan what is here.'],
  'logistic-unit.elsewhere': ['Is it here?', 'It should be at {location}.'],
  'logistic-unit.unknown': ['Unknown unit', 'Kept for the manager.'],
  'logistic-unit.missing': ['Scan the unit', 'Then take what is in it.'],
  'quantity.taken': ['{quantity} ×', 'For the next product.'],
  'quantity.dropped': ['Without quantity', '{quantity} is no longer in hand.'],
  'product.needs-variant': ['Which variant?', '{product}'],
  'product.needs-lot': ['Which lot?', '{product}'],
  'product.needs-serial': ['Which serial no.?', '{product}'],
  'product.needs-logistic-unit': ['In which unit?', '{product}'],
  'product.needs-quantity': ['How many?', '{product}'],
  'product.needs-weight': ['How much of it?', '{product}'],
  'product.left': ['Not counted', '{product}'],
  'product.missing': ['Scan a product', 'Nothing waits for this.'],
  'product.unfinished': ['Not finished', 'Kept for the manager: {product}'],
  'product.unknown': ['Unknown product', 'Kept for the manager.'],
  'product.must-be-scanned': ['Scan the product', 'It cannot be picked here.'],
  'count.recorded': ['+{added} → {total} {totalUnit}', '{product}'],
  'count.contents': ['{records} counted', 'As the unit should be.'],
  'count.undone': ['Taken back', '−{quantity} {unit} {product}'],
  'scan.possible-double-read': ['+{added} → {total} {totalUnit}', 'Possible double read: {product}'],
  'double-read.kept': ['Both kept', 'Go on.'],
  'undo.nothing-left': ['Nothing to take back', 'Undo goes ten steps back.'],
  'exception.taken-back': ['Taken back', '{text}'],
  'exception.noted': ['Noted', 'Kept with the code.'],
  'exception.unknown': ['Nothing to note', 'No code was kept just now.'],
  'code.several': ['What is it?', '{text}'],
  'code.letter-case': ['Which one is it?', '{text}'],
  'label.several': ['How is it read?', '{text}'],
  'code.unknown': ['Unknown code', 'Kept for the manager.'],
  'question.unanswered': ['Unknown code', 'Kept for the manager.'],
  'question.none': ['No question is open', 'Scan on.'],
  'lot.unknown': ['Unknown lot', '{lot} of {product}'],
  'lot.confirmed': ['Lot {lot}', 'As it was counted.'],
  'lot.instead': ['Which lot was it?', 'It was counted as {lot}.'],
  'serial.unknown': ['Unknown serial no.', 'Kept for the manager.'],
  'serial.counted-twice': ['Counted already', '{serial} at {location}'],
  'serial.counted-elsewhere': ['Here as well?', '{serial} was counted at {location}.'],
  'order.finished': ['Order is finished', 'Kept for the manager.'],
  'order.void': ['Order is void', 'Take another order.'],
  'reconciliation.not-counting': ['Count is over', 'Take another order.'],
  'scan.empty': ['Nothing was read', 'Scan again.'],
  'scan.content-differs': ['Not stored', 'This id has another scan.'],
  'scan.predecessor-missing': ['Not stored', 'The scan before it is missing.'],
  'contents.not-shown': ['Count what is in it', 'This count is blind.'],
  'contents.none': ['Nothing in it', 'Availability has nothing in this unit.'],
};

/** The two lines of a cue. An unknown code is a label that could not be read, or a rule's refusal. */
export function say(code: string, values: Values, sentence?: string): { title: string; message: string } {
  const [title, message] = words[code] ?? otherwise(code, sentence);
  return {
    title: cut(filled(title, values), FIRST_LINE),
    message: cut(filled(message, values), SECOND_LINE),
  };
}

const otherwise = (code: string, sentence: string | undefined): Words =>
  /^(gs1|label)\./.test(code)
    ? ['Label not readable', 'Kept for the manager.']
    : ['Not counted', sentence ?? code];

const filled = (text: string, values: Values): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? '')).trim();

const cut = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1).trimEnd()}…`;

/** Codes of the terminal, for whoever has texts in other languages. */
export const saidCodes = Object.keys(words);
