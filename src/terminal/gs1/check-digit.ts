/** The check digit that belongs after these digits: weights 3, 1, 3 … from the right (GS1 General Specifications 7.9). */
export function checkDigit(digits: string): string {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) sum += Number(digits[digits.length - 1 - i]) * (i % 2 ? 1 : 3);
  return String((10 - (sum % 10)) % 10);
}

/** Whether the last of these digits is the check digit of the others. */
export function hasCheckDigit(digits: string): boolean {
  return /^\d{2,}$/.test(digits) && digits.at(-1) === checkDigit(digits.slice(0, -1));
}

/**
 * A bare EAN or UPC (8, 12, 13 or 14 digits with a right check digit) as GTIN-14, padded with zeros on
 * the left; null if it is none. The four lengths are one number (terminal.md, GS1).
 */
export function gtin14(text: string): string | null {
  return /^(\d{8}|\d{12,14})$/.test(text) && hasCheckDigit(text) ? text.padStart(14, '0') : null;
}

const CSET82 = '!"%&\'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz';
const CSET32 = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const PRIMES = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83];

/** The pair of check characters that belongs after a GMN (up to 23 characters of CSET 82; 7.9.5). */
export function checkPair(text: string): string {
  let sum = 0;
  for (let i = 0; i < text.length; i++) sum += CSET82.indexOf(text[text.length - 1 - i]!) * (PRIMES[i] ?? 0);
  return `${CSET32[(sum % 1021) >> 5]}${CSET32[(sum % 1021) & 31]}`;
}

/** Whether an IBAN's two check digits are right (ISO 13616: remainder 1 modulo 97). */
export function isIban(text: string): boolean {
  if (!/^[A-Z]{2}\d{2}[0-9A-Z]{11,30}$/.test(text)) return false;
  let rest = 0;
  for (const c of text.slice(4) + text.slice(0, 4)) rest = Number(`${rest}${Number.parseInt(c, 36)}`) % 97;
  return rest === 1;
}
