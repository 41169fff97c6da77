import { findAi } from './ai.js';
import { combine } from './combination.js';
import { type Fault, isProblem, type Outcome, type Placed, readValue } from './element.js';

/** Looks like a web address. */
export const WEB_ADDRESS = /^https?:\/\//i;

/** Primary keys of a Digital Link path with the orders in which their qualifiers may follow (dictionary: dlpkey). */
const KEYS = new Map<string, string[][]>([
  ['00', [[]]],
  ['01', [['22', '10', '21'], ['235']]],
  ['253', [[]]],
  ['255', [[]]],
  ['401', [[]]],
  ['402', [[]]],
  ['414', [['254'], ['7040']]],
  ['415', [['8020']]],
  ['417', [['7040']]],
  ['8003', [[]]],
  ['8004', [['7040']]],
  ['8006', [['22', '10', '21']]],
  ['8010', [['8011']]],
  ['8013', [[]]],
  ['8017', [['8019']]],
  ['8018', [['8019']]],
]);

/** AIs that may not stand behind the question mark (dictionary: no `?` flag). */
const PATH_ONLY = new Set(
  '03 21 22 235 254 7040 8011 8014 8019 8020 8040 8041 8042 8043 8110 8112 8200'.split(' '),
);
const GTINS = new Set(['01', '02']);

interface Piece {
  text: string;
  at: number;
}

/**
 * Reads a GS1 Digital Link URI: any host, any stem, then key and qualifiers in the standard's order,
 * attributes behind the question mark. Other parameters are left alone.
 * Null for a web address without a GS1 key: that is no Digital Link.
 */
export function readDigitalLink(uri: string, today: Date): Outcome | null {
  const { host, path, query } = parts(uri);
  const keyAt = findKey(path);
  if (keyAt < 0) {
    const like = path.findIndex((piece) => KEYS.has(piece.text));
    if (like < 0) return null;
    return refuse(`the path has to go on in pairs /AI/value from /${path[like]!.text}`, path[like]!.at);
  }
  const odd = uri.search(/[^A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]/);
  if (odd >= 0)
    return refuse(`a web address has no ${JSON.stringify(uri[odd])} in it, only percent-encoded`, odd);
  if (!/^[A-Za-z0-9.:\-[\]]+$/.test(host.text)) return refuse('this is no host name', host.at);

  const key = path[keyAt]!.text;
  const qualifiers = path.slice(keyAt + 2).filter((_, i) => i % 2 === 0);
  const orders = KEYS.get(key)!.filter((order) => follows(order, qualifiers));
  if (orders.length === 0) {
    const allowed = KEYS.get(key)!
      .map((order) => order.join(', '))
      .join(' or ');
    return refuse(`/${key} may be followed by ${allowed || 'nothing'}, in this order`, qualifiers[0]!.at);
  }
  const placed: Placed[] = [];
  const add = (ai: Piece, value: Piece, plusIsSpace: boolean): Outcome | undefined => {
    const result = readPair(ai, value, plusIsSpace, today);
    if ('fault' in result) return { elements: [], warnings: [], fault: result.fault };
    if (placed.some((one) => one.ai === result.ai)) return refuse(`(${ai.text}) stands there twice`, ai.at);
    placed.push(result);
  };
  for (let i = keyAt; i < path.length; i += 2) {
    const refused = add(path[i]!, path[i + 1]!, false);
    if (refused) return refused;
  }
  for (const [ai, value] of query) {
    if (!/^\d+$/.test(ai.text)) continue;
    if (PATH_ONLY.has(ai.text) || orders.some((order) => order.includes(ai.text)))
      return refuse(`(${ai.text}) belongs into the path`, ai.at);
    const refused = add(ai, value, true);
    if (refused) return refused;
  }
  return combine(placed);
}

/** The rightmost key from which on the path goes in pairs of AI and value; -1 if there is none. */
function findKey(path: Piece[]): number {
  for (let i = path.length - 2; i >= 0 && findAi(path[i]!.text); i -= 2)
    if (KEYS.has(path[i]!.text)) return i;
  return -1;
}

function follows(order: string[], qualifiers: Piece[]): boolean {
  const places = qualifiers.map((one) => order.indexOf(one.text));
  return places.every((place, i) => place >= 0 && (i === 0 || place > places[i - 1]!));
}

function readPair(ai: Piece, value: Piece, plusIsSpace: boolean, today: Date): Placed | { fault: Fault } {
  const known = findAi(ai.text);
  if (!known)
    return {
      fault: {
        code: 'gs1.unknown-ai',
        message: `there is no Application Identifier ${ai.text}`,
        at: ai.at,
      },
    };
  const decoded = decode(plusIsSpace ? value.text.replaceAll('+', ' ') : value.text);
  if (decoded === null)
    return {
      fault: { code: 'gs1.link', message: `${value.text} is not percent-encoded UTF-8`, at: value.at },
    };
  const short = GTINS.has(ai.text) && /^(\d{8}|\d{12}|\d{13})$/.test(decoded);
  const element = readValue(known, short ? decoded.padStart(14, '0') : decoded, today);
  if (!isProblem(element)) return { ai: known, element, at: ai.at };
  const { offset, ...problem } = element;
  const at = value.at + (decoded === value.text && !short ? offset : 0);
  return { fault: { ...problem, at, ai: ai.text, value: decoded } };
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

function parts(uri: string): { host: Piece; path: Piece[]; query: [Piece, Piece][] } {
  const hostAt = uri.indexOf('//') + 2;
  const end = endAt(uri.indexOf('#', hostAt), uri.length);
  const queryAt = endAt(uri.slice(0, end).indexOf('?', hostAt), end);
  const [host, ...path] = split(uri.slice(hostAt, queryAt), '/', hostAt);
  const query = split(uri.slice(queryAt + 1, end), '&', queryAt + 1).map((piece): [Piece, Piece] => {
    const equals = endAt(piece.text.indexOf('='), piece.text.length);
    const value = { text: piece.text.slice(equals + 1), at: piece.at + equals + 1 };
    return [{ text: piece.text.slice(0, equals), at: piece.at }, value];
  });
  return { host: host!, path, query };
}

function endAt(found: number, otherwise: number): number {
  return found < 0 ? otherwise : found;
}

function split(text: string, by: string, from: number): Piece[] {
  let at = from;
  return text.split(by).map((piece) => {
    const one = { text: piece, at };
    at += piece.length + 1;
    return one;
  });
}

function refuse(message: string, at: number): Outcome {
  return { elements: [], warnings: [], fault: { code: 'gs1.link', message, at } };
}
