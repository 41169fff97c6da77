import { createHash } from 'node:crypto';

/**
 * Everything a demo invents, from a seed and the name of the thing. Nothing is drawn in turn, so one
 * more product does not change all the others, and an id can be known without a look into the
 * database.
 */
export class Seed {
  constructor(readonly seed: number) {}

  /** The id of the thing with that name: version 4 in form. */
  id(...name: (string | number)[]): string {
    const hex = this.hash(name);
    const variant = '89ab'[Number.parseInt(hex[16] as string, 16) % 4];
    return [
      hex.slice(0, 8),
      hex.slice(8, 12),
      `4${hex.slice(13, 16)}`,
      `${variant}${hex.slice(17, 20)}`,
      hex.slice(20, 32),
    ].join('-');
  }

  /** A whole number from `least` to `most`, both possible. */
  int(least: number, most: number, ...name: (string | number)[]): number {
    return least + (Number.parseInt(this.hash(name).slice(0, 12), 16) % (most - least + 1));
  }

  /** One of the list. */
  pick<T>(list: readonly T[], ...name: (string | number)[]): T {
    return list[this.int(0, list.length - 1, ...name)] as T;
  }

  private hash(name: (string | number)[]): string {
    return createHash('sha256')
      .update([this.seed, ...name].join('\u0000'))
      .digest('hex');
  }
}
