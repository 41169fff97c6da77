import { pairWarnings } from './combination.js';
import type { Fault, Gs1Element, Warning } from './element.js';
import type { Parsed } from './parse.js';

/** AIs that name a lot or a serial number, the evidence for or against a reading. */
const LOT = new Set(['10']);
const SERIAL = new Set(['21', '235']);

/** What is to be done with a parsed label. */
export type Choice =
  | { outcome: 'taken'; elements: Gs1Element[]; warnings: Warning[] }
  /** The worker is asked which of these it is (422 with the readings at `/api/barcodes/parse`). */
  | { outcome: 'ask'; readings: Gs1Element[][] }
  | { outcome: 'refused'; fault: Fault };

/** Every lot and serial number that some reading contains: what to look up before `chooseReading`. */
export function lotsAndSerials(parsed: Parsed): { lots: string[]; serials: string[] } {
  const all = [parsed.elements, ...parsed.readings].flat();
  const values = (ais: Set<string>) => [
    ...new Set(all.filter((one) => ais.has(one.ai)).map((one) => one.value)),
  ];
  return { lots: values(LOT), serials: values(SERIAL) };
}

/**
 * Decides between a label as it stands and its readings with lost separators (terminal.md, GS1): as it
 * stands, unless only another reading gives lots or serials that are known for the product. A reading
 * with a lost separator is taken only on such evidence and only if it is the best; otherwise asked.
 *
 * @param known whether the product of this reading has this lot (10) or serial number (21, 235)
 */
export function chooseReading(
  parsed: Parsed,
  known: (element: Gs1Element, reading: Gs1Element[]) => boolean,
): Choice {
  const asItStands = !parsed.fault;
  const evidence = (reading: Gs1Element[]) => {
    const named = reading.filter((one) => LOT.has(one.ai) || SERIAL.has(one.ai));
    const found = named.filter((one) => known(one, reading)).length;
    return { found, complete: found === named.length };
  };
  const standing = asItStands ? evidence(parsed.elements) : { found: 0, complete: false };
  if (asItStands && (standing.complete || parsed.readings.length === 0)) return asIs(parsed);

  const scored = parsed.readings.map((reading) => ({ reading, found: evidence(reading).found }));
  const most = Math.max(standing.found, ...scored.map((one) => one.found));
  if (asItStands && standing.found === most) return asIs(parsed);
  if (parsed.fault && scored.length === 0) return { outcome: 'refused', fault: parsed.fault };

  const best = scored.filter((one) => one.found === most).map((one) => one.reading);
  if (most > 0 && best.length === 1 && !parsed.readingsCut)
    return { outcome: 'taken', elements: best[0]!, warnings: [SEPARATOR_LOST, ...pairWarnings(best[0]!)] };
  return { outcome: 'ask', readings: asItStands ? [parsed.elements, ...best] : best };
}

const SEPARATOR_LOST: Warning = {
  code: 'gs1.separator-lost',
  message: 'a separator got lost; read by the lot or serial number that is known',
};

function asIs(parsed: Parsed): Choice {
  return { outcome: 'taken', elements: parsed.elements, warnings: parsed.warnings };
}
