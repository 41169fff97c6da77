import { hourIn } from '../../erp/clock.js';
import type { Count } from '../../reconciliation/counting/count-rows.js';
import type { WorkerLine } from '../../reconciliation/counting/worker-lines.js';
import { asNumber, asTime } from '../format.js';
import { say, sayCount } from '../texts.js';
import { shortName } from './show.js';
import { isMine, type Voice } from './voice.js';

/** A line of an order in a list: the sign and the words for its state. */
export interface LineRow {
  id: string;
  locationId: string;
  title: string;
  icon: '' | 'half' | 'full' | 'zero';
  facts: string;
}

/** Lines of one location; in a recount with its positions under it. */
export interface Place {
  location: string;
  /** In a recount: the location's own line stands above its positions. */
  positions: boolean;
  rows: LineRow[];
}

/** The lines of an order by location, in walking order (terminal.md, screen 3). */
export function placesOf(voice: Voice, lines: readonly WorkerLine[], recount: boolean): Place[] {
  const places: Place[] = [];
  for (const line of lines) {
    const row = lineRow(voice, line, recount);
    const last = places.at(-1);
    if (recount && last?.location === line.location) last.rows.push(row);
    else places.push({ location: line.location, positions: recount, rows: [row] });
  }
  return places;
}

function lineRow(voice: Voice, line: WorkerLine, recount: boolean): LineRow {
  const { language } = voice.actor;
  const position = line.productName ?? say(language, 'terminal.line.wholeLocation');
  return {
    id: line.id,
    locationId: line.locationId,
    title: recount ? position : line.location,
    icon: iconOf(line),
    facts: [recount && trackingOf(language, line), stateOf(voice, line, recount), expectedOf(language, line)]
      .filter(Boolean)
      .join(' · '),
  };
}

const iconOf = ({ state, claimedBy, counts }: WorkerLine): LineRow['icon'] =>
  state === 'done' ? 'full' : state === 'empty' ? 'zero' : claimedBy || counts > 0 ? 'half' : '';

function stateOf({ actor, timeZone }: Voice, line: WorkerLine, recount: boolean): string {
  const { language } = actor;
  if (line.state === 'done') return sayCount(language, 'terminal.line.done', line.counts);
  if (line.state === 'empty') return say(language, recount ? 'terminal.line.nothing' : 'terminal.line.empty');
  if (line.forOthers) return say(language, 'terminal.line.forOthers');
  if (line.claimedBy) {
    const since = hourIn(line.claimedBy.since, timeZone);
    const mine = isMine(actor, line.claimedBy.workerId);
    return mine
      ? say(language, 'terminal.line.you', { since })
      : say(language, 'terminal.line.claimed', { name: shortName(line.claimedBy.name), since });
  }
  return line.counts > 0
    ? sayCount(language, 'terminal.line.begun', line.counts)
    : say(language, 'terminal.line.open');
}

/** Of an open line, as the end of an order asks about it. */
export function openLineRow({ actor, timeZone }: Voice, line: WorkerLine): LineRow {
  const { language } = actor;
  const { claimedBy, counts } = line;
  const words = claimedBy
    ? say(
        language,
        isMine(actor, claimedBy.workerId) ? 'terminal.openLine.you' : 'terminal.openLine.claimed',
        {
          name: shortName(claimedBy.name),
          since: hourIn(claimedBy.since, timeZone),
        },
      )
    : counts > 0
      ? sayCount(language, 'terminal.openLine.begun', counts)
      : say(language, 'terminal.openLine.notVisited');
  return {
    id: line.id,
    locationId: line.locationId,
    title: line.location,
    icon: iconOf(line),
    facts: [line.productName, trackingOf(language, line), words].filter(Boolean).join(' · '),
  };
}

/** Only what the line carries: in a blind count nothing is there. */
const expectedOf = (language: string, { expected }: WorkerLine): string =>
  expected
    ? say(language, 'terminal.line.expected', {
        quantity: `${asNumber(language, expected.quantity)} ${expected.unit}`,
      })
    : '';

type Tracked = Pick<Count, 'variant' | 'lot' | 'serialNumber' | 'logisticUnit'>;

/** Variant, lot, serial number and the end of the logistic unit's code. */
export const trackingOf = (language: string, of: Tracked): string =>
  [
    of.variant ?? '',
    of.lot ? say(language, 'terminal.lot', { lot: of.lot }) : '',
    of.serialNumber ? say(language, 'terminal.serial', { serial: of.serialNumber }) : '',
    of.logisticUnit ? say(language, 'terminal.inUnit', { unit: of.logisticUnit.slice(-4) }) : '',
  ]
    .filter(Boolean)
    .join(' · ');

/** A count record in a list. */
export interface CountRow {
  id: string;
  name: string;
  facts: string;
  quantity: string;
  void: boolean;
  /** He may take it back: it is his. */
  mine: boolean;
}

/** `where`: the list is about more than one location. */
export function countRow({ actor, timeZone }: Voice, count: Count, where: boolean): CountRow {
  const { language } = actor;
  const mine = isMine(actor, count.workerId);
  const reason = count.voidReason;
  return {
    id: count.id,
    name: count.productName,
    facts: [
      where ? count.location : '',
      trackingOf(language, count),
      mine ? '' : shortName(count.worker),
      asTime({ language, timeZone }, count.at),
      count.void
        ? reason
          ? say(language, 'terminal.voided', { reason })
          : say(language, 'terminal.voidedPlain')
        : '',
    ]
      .filter(Boolean)
      .join(' · '),
    quantity: `+${asNumber(language, count.quantity)}`,
    void: count.void,
    mine,
  };
}
