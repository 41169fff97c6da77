import type { Fault } from '../../errors.js';
import type { Job } from '../../jobs/jobs.js';
import { inWords } from '../faults.js';
import type { Locale } from '../format.js';
import type { Cue } from '../page.js';
import { type Said, tell } from '../view-formats.js';

/** Background work as a page shows it: how far it is, then what came of it. */
export interface JobPanel {
  id: string;
  name: string;
  running: boolean;
  progress: number;
  cue?: Cue;
}

/** An end is told for so long, or until somebody has seen it. */
const TOLD_MINUTES = 30;

/** The panel of the last work on a document; nothing once its end was seen or is old. */
export function panelOf(locale: Locale, job: Job, seen?: string, now = new Date()): JobPanel | undefined {
  const { id, name, state, progress } = job;
  if (state === 'waiting' || state === 'active') return { id, name, running: true, progress };
  const ended = job.finishedAt === null ? 0 : new Date(job.finishedAt).getTime();
  if (id === seen || now.getTime() - ended > TOLD_MINUTES * 60_000) return undefined;
  return { id, name, running: false, progress: 100, cue: endOf(locale, job) };
}

/** What came of work that has ended, in one sentence. */
export function endOf(locale: Locale, job: Job): Cue {
  return job.state === 'failed' ? failure(locale, job) : success(locale, job);
}

function failure(locale: Locale, { name, error }: Job): Cue {
  const {
    detail = '',
    code = '',
    errors = [],
  } = (error ?? {}) as {
    detail?: string;
    code?: string;
    errors?: Fault[];
  };
  const list = errors.length > 0 ? errors : [{ code, message: detail }];
  return {
    kind: 'err',
    text: tell(locale, { key: `manager.job.failed.${name}` }),
    list: list.slice(0, 10).map((fault) => inWords(locale.language, fault)),
    more: Math.max(0, list.length - 10),
  };
}

type Result = Record<string, unknown>;
const number = (value: unknown): number => (typeof value === 'number' ? value : Number(value ?? 0));

function success(locale: Locale, { name, result }: Job): Cue {
  const of = (result ?? {}) as Result;
  const say = (said: Said) => tell(locale, said);
  switch (name) {
    case 'snapshot':
      return {
        kind: number(of.negative) > 0 ? 'warn' : 'ok',
        text: say({
          key: 'manager.job.done.snapshot',
          n: number(of.details),
          values: {
            at: String(of.snapshotAt),
            locations: number(of.locations),
            empty: number(of.emptyLocations),
          },
        }),
        list: [
          ...(number(of.negative) > 0 ? [say({ key: 'manager.job.negative', n: number(of.negative) })] : []),
          ...missingRatios(of, say),
        ],
      };
    case 'populate':
      return populated(of, say);
    case 'release':
      return {
        kind: 'ok',
        text: say({
          key: of.alreadyReleased ? 'manager.job.done.releasedBefore' : 'manager.job.done.release',
          n: number(of.transactions),
          values: { in: number(of.in), out: number(of.out) },
        }),
        list:
          number(of.voidedOrders) > 0
            ? [say({ key: 'manager.job.voidedOrders', n: number(of.voidedOrders) })]
            : [],
      };
    case 'review':
      return reviewed(locale, of as unknown as ReviewOutcome);
    default:
      return { kind: 'ok', text: say({ key: 'manager.job.done.other' }) };
  }
}

function missingRatios(of: Result, say: (said: Said) => string): string[] {
  const products = (of.missingRatios as { product: string }[] | undefined) ?? [];
  if (products.length === 0) return [];
  const named = products
    .slice(0, 5)
    .map(({ product }) => product)
    .join(', ');
  return [say({ key: 'manager.job.missingRatios', n: products.length, values: { products: named } })];
}

function populated(of: Result, say: (said: Said) => string): Cue {
  const edited = of.edited as { total: number } | undefined;
  const others = of.otherSessions as { total: number } | undefined;
  const list: string[] = [];
  const add = (key: string, n: number) => n > 0 && list.push(say({ key, n }));
  add('manager.job.different', number(of.different));
  add('manager.job.found', number(of.found));
  add('manager.job.uncounted', number(of.uncounted));
  add('manager.job.moved', number(of.moved));
  add('manager.job.edited', number(edited?.total));
  add('manager.job.otherSessions', number(others?.total));
  const warn = number(edited?.total) + number(others?.total) > 0;
  return {
    kind: warn ? 'warn' : 'ok',
    text: say({ key: 'manager.job.done.populate', n: number(of.filled) }),
    list,
  };
}

/** What a review answers. */
export interface ReviewOutcome {
  changed: number;
  refused: readonly Fault[];
  refusedTotal?: number;
}

/** How many rows a review changed, and which not and why. */
export function reviewed(locale: Locale, { changed, refused, refusedTotal }: ReviewOutcome): Cue {
  const left = refusedTotal ?? refused.length;
  const text = tell(locale, { key: 'manager.review.changed', n: changed });
  if (left === 0) return { kind: 'ok', text };
  // A row may have several reasons: they stand together.
  const rows = [...new Set(refused.map(({ row }) => row))].slice(0, 10);
  return {
    kind: changed > 0 ? 'warn' : 'err',
    text: `${text} ${tell(locale, { key: 'manager.review.refused', n: left })}`,
    list: rows.map((row) =>
      refused
        .filter((fault) => fault.row === row)
        .map((fault) => inWords(locale.language, fault))
        .join(' '),
    ),
    more: Math.max(0, left - rows.length),
  };
}
