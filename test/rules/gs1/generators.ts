import fc from 'fast-check';
import { type Ai, allAis, type Component } from '../../../src/terminal/gs1/ai.js';
import { checkDigit, checkPair } from '../../../src/terminal/gs1/check-digit.js';
import { isProblem, readValue } from '../../../src/terminal/gs1/element.js';
import type { Gs1Element } from '../../../src/terminal/gs1/index.js';
import { TODAY } from './support.js';

/** The characters each charset of the table allows. */
export const CHARS = {
  n: '0123456789',
  x: '!"%&\'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz',
  y: '#-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  z: '-_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
};
const two = (n: number) => String(n).padStart(2, '0');
const date = fc.tuple(
  fc.integer({ min: 0, max: 99 }),
  fc.integer({ min: 1, max: 12 }),
  fc.integer({ min: 1, max: 28 }),
);
const shortDate = date.map(([y, m, d]) => two(y) + two(m) + two(d));

function text(component: Component): fc.Arbitrary<string> {
  const char = fc.constantFrom(...CHARS[component.charset]);
  return fc.string({ unit: char, minLength: component.min, maxLength: component.max });
}

/** A part that its first rule makes special; the rest is left to `readValue` to sift. */
const MADE: Record<string, (component: Component) => fc.Arbitrary<string>> = {
  check: (c) => text({ ...c, min: c.max - 1, max: c.max - 1 }).map((digits) => digits + checkDigit(digits)),
  pair: (c) =>
    text({ ...c, min: 1, max: c.max - 6 })
      .map((s) => `9521A${s}`)
      .map((s) => s + checkPair(s)),
  iban: () => fc.constantFrom('GB29NWBK60161331926819', 'BG80BNBG96611020345678'),
  date0: () =>
    fc.oneof(
      shortDate,
      shortDate.map((d) => `${d.slice(0, 4)}00`),
    ),
  date: () => shortDate,
  until: () => shortDate,
  longdate: () => shortDate.map((d) => `19${d}`),
  time: () =>
    fc
      .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
      .map(([h, m]) => two(h) + two(m)),
  hour: () => fc.integer({ min: 0, max: 23 }).map(two),
  sixty: () => fc.integer({ min: 0, max: 59 }).map(two),
  prefix: (c) => text({ ...c, min: 0, max: c.max - 4 }).map((s) => `9521${s}`),
  yesno: () => fc.constantFrom('0', '1'),
  zero: () => fc.constant('0'),
  nonzero: (c) => text({ ...c, min: c.max - 1, max: c.max - 1 }).map((s) => `${s}7`),
  noleadingzero: (c) => text({ ...c, min: 0, max: c.max - 1 }).map((s) => `7${s}`),
  winding: () => fc.constantFrom('0', '1', '9'),
  hyphen: () => fc.constant('-'),
  sex: () => fc.constantFrom('0', '1', '2', '9'),
  media: () => fc.constantFrom('01', '10', '80', '99'),
  importer: () => fc.constantFrom('-', '_', 'a', 'Z', '0'),
  percent: () => fc.constantFrom('Main%20Street', 'ul.+Vitosha'),
  latitude: () => fc.constantFrom('0000000000', '1800000000', '1326977900'),
  longitude: () => fc.constantFrom('0000000000', '3600000000', '2033219000'),
  piece: () => fc.constantFrom('0101', '0512', '9999'),
  sequence: () => fc.constantFrom('1/1', '2/3', '9/9'),
};

/** Values an AI takes. */
export function value(ai: Ai): fc.Arbitrary<string> {
  const parts = ai.components.map((c) => (MADE[c.rules[0] ?? ''] ?? text)(c));
  const present = fc.integer({ min: ai.components.filter((c) => !c.optional).length, max: parts.length });
  return fc.tuple(present, ...parts).map(([n, ...all]) => (all as string[]).slice(0, n as number).join(''));
}

const element: fc.Arbitrary<Gs1Element> = fc
  .constantFrom(...allAis())
  .chain((ai) => value(ai).map((v) => readValue(ai, v, TODAY)))
  .filter((made): made is Gs1Element => !isProblem(made) && !/<gs>/i.test(made.value));

/** Elements one label can carry: nothing twice, nothing that excludes another. */
export const label = fc
  .uniqueArray(element, { minLength: 1, maxLength: 8, selector: (one) => one.ai.slice(0, 3) })
  .filter(
    (all) =>
      !['01,02', '21,235'].some((pair) => pair.split(',').every((ai) => all.some((one) => one.ai === ai))),
  );
