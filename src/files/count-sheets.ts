import type { Readable } from 'node:stream';
import type { Sheet, SheetLine } from '../reconciliation/sheets/sheets.js';
import { Print, paper } from './print.js';
import { filled, type Words, wordsOf } from './words.js';

const { margin, width: full, height: tall } = paper;
const right = full - margin;
const wide = right - margin;
/** Columns of a sheet, from the left: line, location, what, unit, quantity. */
const at = { line: margin, location: margin + 26, what: margin + 158, unit: right - 112, box: right - 76 };
const HEAD = 104;
const BOTTOM = 30;
/** Height of a blank row to write on, and how many there are. */
const BLANK = { height: 26, place: 3, found: 5 };

/** Height of a line in small letters, and how many of these surely fit on one. */
const SMALL = 11;
const SHORT = 30;
const SEPARATOR = ' · ';

/** Something on a sheet that is not torn apart by the end of a page. */
interface Block {
  height: number;
  draw(print: Print, y: number): void;
}

/**
 * Count sheets as PDF: one order after the other, each with pages of its own. Blind: where to go and
 * what to look for, an empty box for what is there. Codes are those that the terminal reads.
 */
export function countSheetsOf(
  title: string,
  sheets: AsyncIterable<Sheet>,
  warehouse: string,
  language: string,
): Readable {
  const words = wordsOf(language);
  return Print.of(title, async (print) => {
    for await (const sheet of sheets) {
      const pages = paged(blocksOf(sheet, words), tall - margin - HEAD - margin - BOTTOM);
      for (const [i, blocks] of pages.entries()) {
        await print.page();
        head(print, sheet, warehouse, words, filled(words.sheet.page, { page: i + 1, pages: pages.length }));
        let y = margin + HEAD;
        for (const block of blocks) {
          block.draw(print, y);
          y += block.height;
        }
      }
    }
  });
}

/** Blocks by pages of a height; at least one page. */
export function paged<B extends { height: number }>(blocks: readonly B[], height: number): B[][] {
  const pages: B[][] = [[]];
  let left = height;
  for (const block of blocks) {
    if (block.height > left && pages.at(-1)?.length) {
      pages.push([]);
      left = height;
    }
    pages.at(-1)?.push(block);
    left -= block.height;
  }
  return pages;
}

function head(print: Print, sheet: Sheet, warehouse: string, words: Words, page: string): void {
  const y = margin;
  print
    .text(margin, y, `${words.sheet.title} · ${warehouse}`, { size: 10, width: 260 })
    .text(margin, y + 16, sheet.documentNo, { bold: true, size: 18, width: 260 })
    .text(margin, y + 42, `${words.sheet.worker}: ${sheet.worker ?? words.sheet.nobody}`, {
      size: 10,
      width: 260,
    })
    .text(margin, y + 57, filled(words.sheet.session, { session: sheet.session }), { size: 10, width: 260 });
  const code = print.barcode(right - 230, y, sheet.documentNo, 230, 34);
  if (code > 0) print.text(right - 230, y + 37, sheet.documentNo, { size: 8 });
  print
    .text(right - 230, y + 57, `${words.sheet.date}: _________`, { size: 9 })
    .text(right - 110, y + 57, `${words.sheet.signature}: _________`, { size: 9 });
  const names: [number, string][] = [
    [at.line, words.column.lineNo],
    [at.location, words.column.location],
    [at.what, words.column.product],
    [at.unit, words.column.quantityUnit],
    [at.box, words.sheet.quantity],
  ];
  for (const [x, name] of names) print.text(x, y + 80, name, { bold: true, size: 8 });
  print.line(margin, y + 94, wide, 1);
  print.text(margin, tall - margin - 8, page, { size: 8, width: wide, align: 'right', grey: true });
  print.text(margin, tall - margin - 8, sheet.documentNo, { size: 8, width: 200, grey: true });
}

function blocksOf(sheet: Sheet, words: Words): Block[] {
  return [
    ...sheet.lines.map((line) => (line.productId === null ? place(line, words) : position(line))),
    found(words),
  ];
}

/** One position: what to look for, and a box for how much of it is there. */
function position(line: SheetLine): Block {
  const about = described(line);
  const codes = 16 + about.length * SMALL;
  const height = Math.max(codes + 23, line.baseUnit ? 68 : 50);
  return {
    height,
    draw(print, y) {
      location(print, line, y);
      const room = at.unit - at.what - 8;
      print.text(at.what, y + 4, line.product ?? '', { bold: true, width: room });
      for (const [i, text] of about.entries())
        print.text(at.what, y + 15 + i * SMALL, text, { size: 8, width: room });
      const [product, more] = [line.product ?? '', line.serialNumber ?? line.lot ?? line.logisticUnit];
      const taken = print.barcode(at.what, y + codes, product, more ? room / 2 - 6 : room, 16);
      if (more) print.barcode(at.what + (taken ? room / 2 + 6 : 0), y + codes, more, room / 2 - 6, 16);
      print
        .text(at.unit, y + 15, line.unit?.code ?? '', { width: 34 })
        .box(at.box, y + 6, right - at.box, 24);
      if (line.baseUnit) {
        print
          .text(at.unit, y + 43, line.baseUnit.code, { width: 34 })
          .box(at.box, y + 36, right - at.box, 24);
      }
      print.line(margin, y + height - 2, wide);
    },
  };
}

/** A whole location: rows for what lies there. */
function place(line: SheetLine, words: Words): Block {
  const height = 46 + BLANK.place * BLANK.height;
  return {
    height,
    draw(print, y) {
      location(print, line, y);
      print.text(at.what, y + 5, words.sheet.whole, { size: 7, width: right - at.what, grey: true });
      for (let i = 0; i < BLANK.place; i++) blank(print, y + 22 + i * BLANK.height, at.what);
      print.line(margin, y + height - 2, wide);
    },
  };
}

function found(words: Words): Block {
  return {
    height: 24 + BLANK.found * BLANK.height,
    draw(print, y) {
      print.text(margin, y + 8, words.sheet.found, { bold: true });
      for (let i = 0; i < BLANK.found; i++) blank(print, y + 24 + i * BLANK.height, at.location);
    },
  };
}

function location(print: Print, line: SheetLine, y: number): void {
  print
    .text(at.line, y + 4, String(line.lineNo), { width: 24 })
    .text(at.location, y + 4, line.location, { bold: true, size: 10, width: at.what - at.location - 6 });
  print.barcode(at.location, y + 20, line.location, at.what - at.location - 14, 20);
}

/** Lines to write on, with a box for the quantity. */
function blank(print: Print, y: number, from: number): void {
  const columns =
    from === at.location ? [at.location, at.what, at.unit - 90, at.unit] : [at.what, at.unit - 90, at.unit];
  for (const [i, x] of columns.entries()) print.line(x, y + 18, (columns[i + 1] ?? at.box) - x - 8);
  print.box(at.box, y + 1, right - at.box, 20);
}

/**
 * What is said below a product's number, line by line. The end of a line may be cut off: what tells one thing from
 * another stands before the name, and by itself where it is long.
 */
function described({ lot, serialNumber, logisticUnit, variant, productName }: SheetLine): string[] {
  const numbers = [lot, serialNumber, logisticUnit, variant].flatMap((value) => value ?? []);
  const names = productName ? [productName] : [];
  const fits = numbers.join(SEPARATOR).length <= SHORT;
  return fits ? [[...numbers, ...names].join(SEPARATOR)] : [...numbers, ...names];
}
