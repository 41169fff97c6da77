import { createRequire } from 'node:module';
import type { Readable } from 'node:stream';
import PDFDocument from 'pdfkit';
import { code128, qrCode } from './barcode.js';
import { readable } from './cell.js';

const require = createRequire(import.meta.url);
// DejaVu: Latin, Cyrillic, Greek, Hebrew and Arabic letters; free, embedded as far as it is used.
const fonts = {
  regular: require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'),
  bold: require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'),
};

/** A4 in points, and what is left free around it. */
export const paper = { width: 595, height: 842, margin: 36 };
/** The narrowest bar that handhelds read: 0.19 mm. */
const MODULE = 0.54;

interface Style {
  bold?: boolean;
  size?: number;
  width?: number;
  align?: 'left' | 'right' | 'center';
  grey?: boolean;
}

/** A PDF that is drawn from top to bottom, page by page; read it while it is drawn. */
export class Print {
  private readonly document;

  constructor(title: string) {
    this.document = new PDFDocument({
      size: [paper.width, paper.height],
      margin: 0,
      autoFirstPage: false,
      info: { Producer: 'warehouse-reconciliation', Title: readable(title) },
    });
    this.document.registerFont('regular', fonts.regular).registerFont('bold', fonts.bold);
  }

  /** The file, drawn by `draw`. Between pages others get their turn. */
  static of(title: string, draw: (print: Print) => Promise<void>): Readable {
    const print = new Print(title);
    const file = print.document as unknown as Readable;
    draw(print).then(
      () => print.document.end(),
      (error: Error) => file.destroy(error),
    );
    return file;
  }

  /** Begins a page. Throws when who asked for the file has gone. */
  async page(): Promise<void> {
    await new Promise(setImmediate);
    if ((this.document as unknown as Readable).destroyed) throw new Error('Nobody reads this any more.');
    this.document.addPage();
  }

  /** One line of text; what does not fit is cut off with `…`. */
  text(x: number, y: number, text: string, { bold, size = 9, width, align, grey }: Style = {}): this {
    this.document
      .font(bold ? 'bold' : 'regular')
      .fontSize(size)
      .fillColor(grey ? '#555' : '#000')
      .text(readable(text).replaceAll(/\s+/g, ' '), x, y, {
        lineBreak: width !== undefined,
        ...(width === undefined ? {} : { width, height: size * 1.2, ellipsis: true }),
        ...(align ? { align } : {}),
      });
    return this;
  }

  /** Text over as many lines as it takes; gives its height. */
  paragraph(x: number, y: number, width: number, text: string, size = 9): number {
    this.document.font('regular').fontSize(size).fillColor('#000').text(readable(text), x, y, { width });
    return this.document.heightOfString(readable(text), { width });
  }

  line(x: number, y: number, width: number, weight = 0.5): this {
    this.document
      .moveTo(x, y)
      .lineTo(x + width, y)
      .lineWidth(weight)
      .strokeColor('#888')
      .stroke();
    return this;
  }

  box(x: number, y: number, width: number, height: number): this {
    this.document.rect(x, y, width, height).lineWidth(0.8).strokeColor('#000').stroke();
    return this;
  }

  /** Code 128, as wide as there is room; none where it would be too fine to be read. Gives its width. */
  barcode(x: number, y: number, text: string, room: number, height: number): number {
    const bars = code128(text);
    const modules = bars?.reduce((sum, width) => sum + width, 0) ?? 0;
    const module = Math.min(1, room / modules);
    if (!bars || module < MODULE) return 0;
    let at = x;
    for (const [i, width] of bars.entries()) {
      if (i % 2 === 0) this.document.rect(at, y, width * module, height);
      at += width * module;
    }
    this.document.fill('#000');
    return modules * module;
  }

  qrCode(x: number, y: number, size: number, text: string): this {
    const rows = qrCode(text);
    const module = size / rows.length;
    for (const [j, row] of rows.entries()) {
      for (const [i, dark] of row.entries()) {
        if (dark) this.document.rect(x + i * module, y + j * module, module, module);
      }
    }
    this.document.fill('#000');
    return this;
  }
}
