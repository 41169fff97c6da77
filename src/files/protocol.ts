import type { Readable } from 'node:stream';
import { wallClock } from '../erp/clock.js';
import type { Protocol } from '../reconciliation/release/protocol.js';
import { paged } from './count-sheets.js';
import { Print, paper } from './print.js';
import { filled, wordsOf } from './words.js';

const { margin, width, height } = paper;
const wide = width - 2 * margin;
/** Width of the names of what is said. */
const NAMES = 150;

/** The protocol of a release as PDF: what was counted, by whom, what was approved, and how to verify it. */
export function protocolOf(of: Protocol, language: string, timeZone: string): Readable {
  const words = wordsOf(language).protocol;
  const { view, sums, sessions } = of;
  const time = (iso: string | null) =>
    iso === null
      ? '–'
      : `${wallClock(new Date(iso), timeZone).time.toISOString().slice(0, 16).replace('T', ' ')} ${timeZone}`;
  const scope = view.lines.map((line) => line.location ?? line.zone ?? '').filter(Boolean);
  const facts: [string, string][] = [
    [words.document, view.documentNo],
    [words.warehouse, view.warehouse],
    [words.date, view.documentDate.slice(0, 10)],
    [words.scope, scope.length > 0 ? scope.join(', ') : words.all],
    [words.snapshot, time(view.snapshotAt)],
    [words.released, `${time(of.releasedAt)}, ${of.releasedBy}`],
    [words.in, `${sums.in.transactions} · ${sums.in.quantityBase} · ${sums.in.value}`],
    [words.out, `${sums.out.transactions} · ${sums.out.quantityBase} · ${sums.out.value}`],
    [words.value, sums.value],
    ...sessions.map((one): [string, string] => [
      filled(words.session, { session: one.session }),
      `${one.worker}: ${filled(words.counts, { counts: one.counts, void: one.void })}, ${time(one.from)} – ${time(one.to)}`,
    ]),
    [words.hash, of.hash],
    ...(of.unchanged ? [] : [[words.changed, words.changedHelp] as [string, string]]),
  ];
  return Print.of(`${words.title} ${view.documentNo}`, async (print) => {
    const blocks = facts.map(([name, value]) => ({
      name,
      value,
      height: 12 * Math.ceil(value.length / 60) + 8,
    }));
    const pages = paged(blocks, height - 2 * margin - 330);
    for (const [i, page] of pages.entries()) {
      await print.page();
      print.text(margin, margin, `${words.title} ${view.documentNo}`, { bold: true, size: 16, width: wide });
      let y = margin + 36;
      for (const block of page) {
        print.text(margin, y, block.name, { bold: true, width: NAMES - 8 });
        print.paragraph(margin + NAMES, y, wide - NAMES, block.value);
        y += block.height;
      }
      const number = filled(wordsOf(language).sheet.page, { page: i + 1, pages: pages.length });
      print.text(margin, height - margin - 8, number, { size: 8, width: wide, align: 'right', grey: true });
      if (i === pages.length - 1) signed(print, of, words);
    }
  });
}

function signed(print: Print, { signature }: Protocol, words: ReturnType<typeof wordsOf>['protocol']): void {
  const y = height - margin - 280;
  print.line(margin, y, wide, 1).text(margin, y + 10, words.signature, { bold: true });
  if (signature === null) {
    print.paragraph(margin, y + 26, wide, words.changedHelp);
    return;
  }
  const used = print.paragraph(margin, y + 26, wide - 200, signature, 7);
  print.qrCode(width - margin - 180, y + 12, 180, signature);
  print.paragraph(margin, y + 40 + used, wide - 200, words.verify, 8);
}
