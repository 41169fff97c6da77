import { PassThrough, Readable } from 'node:stream';
import yazl from 'yazl';
import { type Cell, isFormula, readable, type Table } from './cell.js';

/** A sheet holds 1,048,576 rows, the names of the columns among them. */
const SHEET_ROWS = 1_048_575;
/** The longest text of a cell. */
const CELL = 32_767;

/**
 * A table as an XLSX workbook, written while its rows are read; what does not fit on a sheet goes on
 * the next. Numbers carry their digits as they are in the database. Excel calculates with fifteen of
 * them: quantities (12 digits) fit, a longer number is written as text, so that no digit is lost.
 */
export function xlsxOf(table: Table, sheetRows = SHEET_ROWS): Readable {
  const zip = new yazl.ZipFile();
  const out = new PassThrough();
  zip.on('error', (error: Error) => out.destroy(error));
  zip.outputStream.pipe(out);
  fill(zip, table, out, sheetRows).catch((error: Error) => out.destroy(error));
  return out;
}

/** One part after the other: a sheet's rows are read as fast as whoever takes `out` reads. */
async function fill(zip: yazl.ZipFile, table: Table, out: Readable, sheetRows: number): Promise<void> {
  const source = new Rows(table.rows);
  let sheets = 0;
  do {
    sheets += 1;
    const part = Readable.from(sheet(table.columns, source, sheetRows));
    zip.addReadStream(part, `xl/worksheets/sheet${sheets}.xml`);
    part.once('error', (error) => out.destroy(error));
    out.once('close', () => part.destroy());
    await new Promise((resolve) => part.once('close', resolve));
  } while (await source.hasMore());
  const name = readable(table.name)
    .replaceAll(/[[\]:*?/\\']/g, ' ')
    .slice(0, 25);
  const names = Array.from({ length: sheets }, (_, i) => (i === 0 ? name : `${name} ${i + 1}`));
  for (const [path, xml] of Object.entries(frame(names))) zip.addBuffer(Buffer.from(HEAD + xml), path);
  zip.end();
}

/** Rows that one sheet leaves for the next. */
class Rows {
  private readonly batches: AsyncIterator<readonly (readonly Cell[])[]>;
  private rest: readonly (readonly Cell[])[] = [];

  constructor(rows: Table['rows']) {
    this.batches = rows[Symbol.asyncIterator]();
  }

  /** Up to so many rows; none: there are no more. */
  async take(most: number): Promise<readonly (readonly Cell[])[]> {
    if (!(await this.hasMore())) return [];
    const taken = this.rest.slice(0, most);
    this.rest = this.rest.slice(most);
    return taken;
  }

  async hasMore(): Promise<boolean> {
    while (this.rest.length === 0) {
      const next = await this.batches.next();
      if (next.done) return false;
      this.rest = next.value;
    }
    return true;
  }

  async stop(): Promise<void> {
    await this.batches.return?.();
  }
}

async function* sheet(columns: readonly string[], source: Rows, most: number): AsyncGenerator<string> {
  let ended = false;
  try {
    yield `${HEAD}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>${row(columns, 1, STYLE.head)}`;
    for (let written = 1; written <= most; ) {
      const rows = await source.take(most - written + 1);
      if (rows.length === 0) break;
      yield rows.map((cells, i) => row(cells, written + i + 1)).join('');
      written += rows.length;
    }
    yield '</sheetData></worksheet>';
    ended = true;
  } finally {
    // Whoever reads has gone: the rows need not come any more.
    if (!ended) await source.stop();
  }
}

/** Positions in `cellXfs`. `quoted`: stays text, also when somebody edits it and when it looks like a formula. */
const STYLE = { head: 1, text: 2, quoted: 3 };

const row = (cells: readonly Cell[], n: number, style?: number): string =>
  `<row r="${n}">${cells.map((one, i) => cell(one, `${letters(i)}${n}`, style)).join('')}</row>`;

/** Name of a column: A to Z, AA, … */
const letters = (i: number): string =>
  (i < 26 ? '' : letters(Math.floor(i / 26) - 1)) + String.fromCharCode(65 + (i % 26));

function cell(value: Cell, at: string, style?: number): string {
  if (value === null || value === '') return '';
  if (typeof value === 'number') return number(value, at);
  if (typeof value === 'string')
    return text(value, at, style ?? (isFormula(value) ? STYLE.quoted : STYLE.text));
  if (value.decimal === null) return '';
  const digits = value.decimal.replace(/\D/g, '').replace(/^0+/, '').length;
  return digits <= 15 ? number(value.decimal, at) : text(value.decimal, at, STYLE.text);
}

const number = (value: number | string, at: string): string => `<c r="${at}"><v>${value}</v></c>`;

function text(value: string, at: string, style: number): string {
  const shown = readable(value.length > CELL ? `${value.slice(0, CELL - 1)}…` : value)
    // `_x0041_` would be read as a letter.
    .replaceAll(/_(?=x[\dA-Fa-f]{4}_)/g, '_x005F_')
    .replaceAll('\r', '_x000D_');
  return `<c r="${at}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escaped(shown)}</t></is></c>`;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** The parts around the sheets (ECMA-376, part 1). */
function frame(names: readonly string[]): Record<string, string> {
  const each = (one: (name: string, n: number) => string) =>
    names.map((name, i) => one(name, i + 1)).join('');
  return {
    '[Content_Types].xml': `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/>${each((_, n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${TYPE}.worksheet+xml"/>`)}</Types>`,
    '_rels/.rels': `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${each((name, n) => `<sheet name="${escaped(name)}" sheetId="${n}" r:id="rId${n}"/>`)}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${PACKAGE}/relationships">${each((_, n) => `<Relationship Id="rId${n}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${n}.xml"/>`)}<Relationship Id="rId${names.length + 1}" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
    'xl/styles.xml': `<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1"/></cellXfs></styleSheet>`,
  };
}
