import { checkDigit, checkPair, isIban } from './check-digit.js';
import { fullYear, isoDate } from './dates.js';

/** What is wrong with a value. `offset` counts characters from the value's start. */
export interface Problem {
  code: string;
  message: string;
  offset: number;
  allowed?: string;
}

export interface RuleContext {
  today: Date;
  /** The AI's last digit: the number of implied decimals of 31nn and 39nn. */
  lastDigit: number;
}

/** A rule answers with the part's meaning, or with what is wrong. */
export type Rule = (part: string, context: RuleContext) => string | Problem;

/** The dictionary's further checks by the names used in ai-table.ts. */
export const RULES: Record<string, Rule> = {
  check: (part) => {
    const right = checkDigit(part.slice(0, -1));
    return part.at(-1) === right
      ? part
      : {
          code: 'gs1.check-digit',
          message: `check digit is ${part.at(-1)}, should be ${right}`,
          offset: part.length - 1,
          allowed: right,
        };
  },
  pair: (part) => {
    const right = part.length > 2 ? checkPair(part.slice(0, -2)) : '22';
    return part.slice(-2) === right
      ? part
      : {
          code: 'gs1.check-digit',
          message: `check pair is ${part.slice(-2)}, should be ${right}`,
          offset: Math.max(0, part.length - 2),
          allowed: right,
        };
  },
  iban: (part) =>
    isIban(part) ? part : { code: 'gs1.check-digit', message: 'is not a valid IBAN', offset: 0 },

  date0: (part, { today }) => shortDate(part, today, true),
  date: (part, { today }) => shortDate(part, today, false),
  until: (part, { today }) => prefixed('/', shortDate(part, today, false)),
  longdate: (part) => date(part, false, 0),
  time: (part) => {
    const hours = clock(part.slice(0, 2), 23, 0, 'T');
    const minutes = clock(part.slice(2), 59, 2, ':');
    if (typeof hours !== 'string') return hours;
    return typeof minutes === 'string' ? hours + minutes : minutes;
  },
  hour: (part) => clock(part, 23, 0, 'T'),
  sixty: (part) => clock(part, 59, 0, ':'),

  count: (part) => part.replace(/^0+(?=\d)/, ''),
  decimal: (part, { lastDigit }) => decimal(part, lastDigit),
  currency: (part) => `${part} `,

  prefix: pattern(/^\d{4}/, 'begins with a GS1 company prefix of digits'),
  yesno: pattern(/^[01]$/, 'is 0 or 1'),
  zero: pattern(/^0$/, 'begins with 0'),
  nonzero: pattern(/[1-9]/, 'is not 0'),
  noleadingzero: pattern(/^[1-9]/, 'does not begin with 0'),
  nondigit: pattern(/\D/, 'is not digits only'),
  winding: pattern(/^[019]$/, 'is 0, 1 or 9'),
  hyphen: pattern(/^-$/, 'ends with - or nothing'),
  sex: pattern(/^[0129]$/, 'is 0, 1, 2 or 9'),
  media: pattern(/^(0[1-9]|10|[89]\d)$/, 'is 01 to 10 or 80 to 99'),
  importer: pattern(/^[-_0-9A-Za-z]$/, 'is a letter, a digit, - or _'),
  percent: pattern(/^([^%]|%[0-9A-Fa-f]{2})*$/, 'has two hexadecimal digits after every %'),
  latitude: pattern(/^(0\d{9}|1[0-7]\d{8}|180{8})$/, 'is at most 1800000000'),
  longitude: pattern(/^([0-2]\d{9}|3[0-5]\d{8}|360{8})$/, 'is at most 3600000000'),
  piece: ordered(/^(\d\d)(\d\d)$/, 'is a piece and the number of pieces'),
  sequence: ordered(/^([1-9])\/([1-9])$/, 'is a position / the last position'),
};

function pattern(shape: RegExp, allowed: string): Rule {
  return (part) =>
    shape.test(part) ? part : { code: 'gs1.value', message: `${part}: ${allowed}`, offset: 0, allowed };
}

function ordered(shape: RegExp, allowed: string): Rule {
  return (part) => {
    const [, n, total] = shape.exec(part) ?? [];
    return Number(n) > 0 && Number(n) <= Number(total)
      ? part
      : { code: 'gs1.value', message: `${part}: ${allowed}`, offset: 0, allowed };
  };
}

function shortDate(yymmdd: string, today: Date, dayZero: boolean): string | Problem {
  return date(fullYear(Number(yymmdd.slice(0, 2)), today) + yymmdd.slice(2), dayZero, 2);
}

function date(yyyymmdd: string, dayZero: boolean, notWritten: number): string | Problem {
  const result = isoDate(yyyymmdd, dayZero);
  return typeof result === 'string'
    ? result
    : {
        code: 'gs1.date',
        message: `${yyyymmdd.slice(notWritten)} is no date: ${result.wrong}`,
        offset: result.at - notWritten,
      };
}

function clock(part: string, most: number, offset: number, before: string): string | Problem {
  return Number(part) <= most
    ? before + part
    : { code: 'gs1.date', message: `${part} is no time: at most ${most}`, offset, allowed: `00 to ${most}` };
}

function prefixed(before: string, result: string | Problem): string | Problem {
  return typeof result === 'string' ? before + result : result;
}

/** Digits with implied decimals as a plain decimal: no leading zeros, no trailing ones (`"12.5"`, http.md). */
function decimal(digits: string, places: number): string {
  const padded = digits.padStart(places + 1, '0');
  const whole = padded.slice(0, padded.length - places).replace(/^0+(?=\d)/, '');
  const fraction = padded.slice(padded.length - places).replace(/0+$/, '');
  return fraction ? `${whole}.${fraction}` : whole;
}
