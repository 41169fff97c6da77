import barcodes from '@bwip-js/node';

/** Code 128 has no room for anything else that scanners of a warehouse would read back. */
const printable = /^[ -~]{1,60}$/;

/** Widths of bars and gaps in turn, in modules; null for a text that no Code 128 is made of. */
export function code128(text: string): number[] | null {
  if (!printable.test(text)) return null;
  const [found] = barcodes.raw({ bcid: 'code128', text }) as unknown as [{ sbs: number[] }];
  return found.sbs;
}

/** A QR code: rows of dark and light modules. */
export function qrCode(text: string): boolean[][] {
  const [{ pixs, pixx, pixy }] = barcodes.raw({ bcid: 'qrcode', text }) as unknown as [
    { pixs: number[]; pixx: number; pixy: number },
  ];
  return Array.from({ length: pixy }, (_, y) =>
    pixs.slice(y * pixx, (y + 1) * pixx).map((dark) => dark === 1),
  );
}
