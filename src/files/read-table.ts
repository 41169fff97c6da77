import { parse } from 'csv-parse/sync';
import { unzip } from 'fflate';
import { readSheet } from 'read-excel-file/universal';
import { type Refusal, refuse } from '../errors.js';
import { isFormula } from './cell.js';

/** Bytes of a file that comes in; more are not taken in (`uploads.ts`). */
export const MOST_BYTES = 2 * 1024 * 1024;
/** What is packed in a workbook, unpacked. */
const MOST_UNPACKED = 24 * 1024 * 1024;
const MOST_ROWS = 20_000;

/**
 * A file that somebody filled in, as rows of text: XLSX (its first sheet) or CSV, in UTF-8 or as Excel
 * saves "Unicode text", with commas, semicolons or tabs. Where semicolons or tabs part the columns, a
 * comma in a number is a decimal one. Throws `file.*` (400) for anything else.
 */
export async function readTable(bytes: Uint8Array): Promise<string[][]> {
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
  const rows = isZip ? await workbook(bytes) : csv(bytes);
  if (rows.length > MOST_ROWS) throw tooLarge(rows.length);
  return rows.map((row) => row.map(plain));
}

async function workbook(bytes: Uint8Array): Promise<string[][]> {
  const size = await unpackedSize(bytes);
  if (size > MOST_UNPACKED) throw tooLarge(size);
  try {
    // Digits as they stand there: 12.5 is never a float on the way.
    const rows = await readSheet<string>(new Blob([new Uint8Array(bytes)]), {
      parseNumber: (digits) => digits,
    });
    return rows.map((row) => row.map((cell) => (cell === null ? '' : String(cell))));
  } catch {
    throw notATable();
  }
}

/** As the archive says it; what reads it takes no more than that. */
const unpackedSize = (bytes: Uint8Array): Promise<number> =>
  new Promise((resolve, reject) => {
    let size = 0;
    const look = (file: { originalSize: number }) => {
      size += file.originalSize;
      return false;
    };
    unzip(bytes, { filter: look }, (error) => (error ? reject(notATable()) : resolve(size)));
  });

function csv(bytes: Uint8Array): string[][] {
  const text = decoded(bytes);
  const head = text.split(/\r?\n/, 1)[0] ?? '';
  const delimiter = [',', ';', '\t'].toSorted(
    (a, b) => head.split(b).length - head.split(a).length,
  )[0] as string;
  try {
    const rows: string[][] = parse(text, { delimiter, relax_column_count: true, skip_empty_lines: false });
    const local = delimiter !== ',';
    return rows.map((row) =>
      row.map((cell) => (local && /^\s*-?\d+,\d+\s*$/.test(cell) ? cell.replace(',', '.') : cell)),
    );
  } catch {
    throw notATable();
  }
}

function decoded(bytes: Uint8Array): string {
  const utf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  try {
    const text = new TextDecoder(utf16 ? 'utf-16le' : 'utf-8', { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch {
    // Told below.
  }
  throw refuse('malformed', 'file.encoding', 'Save the file as "CSV UTF-8" or as XLSX.', { field: 'file' });
}

/** The apostrophe that `csv.ts` puts before what looks like a formula is not part of the text. */
const plain = (cell: string): string => {
  const text = cell.trim();
  return text.startsWith("'") && isFormula(text.slice(1)) ? text.slice(1) : text;
};

const notATable = (): Refusal =>
  refuse('malformed', 'file.not-a-table', 'This is no CSV or XLSX file that can be read.', { field: 'file' });

const tooLarge = (value: number): Refusal =>
  refuse(
    'malformed',
    'file.too-large',
    `A file has at most ${MOST_BYTES / 1024 / 1024} MB and ${MOST_ROWS} rows.`,
    {
      field: 'file',
      value,
    },
  );
