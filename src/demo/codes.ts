/** The check digit of a GS1 number (GTIN, SSCC) whose other digits are given. */
export function checkDigit(digits: string): string {
  const sum = [...digits]
    .reverse()
    .reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 3 : 1), 0);
  return String((10 - (sum % 10)) % 10);
}

/** A number with its check digit behind it. */
export const checked = (digits: string): string => digits + checkDigit(digits);
