/** One fault: what it is about, the value found and what would be allowed. */
export interface Fault {
  /** Stable, for programs: `detail.status-not-allowed`. */
  code: string;
  /** For people: what happened, where, what to do. */
  message: string;
  /** Row or line it is about. */
  row?: string | number;
  field?: string;
  value?: unknown;
  allowed?: unknown;
}

/** How a refusal is to be understood; the HTTP border turns it into a status. */
export type RefusalKind =
  /** Not to be understood: wrong type, a cursor somebody made up. */
  | 'malformed'
  /** Not there, or not for this person. */
  | 'unknown'
  /** The person lacks a role. */
  | 'forbidden'
  /** Not in this state, or somebody changed it meanwhile. */
  | 'conflict'
  /** The row version named is not the present one. */
  | 'stale'
  /** Too often: to be tried again later. */
  | 'often'
  /** What it needs does not answer. */
  | 'unavailable'
  /** Understood, but against a rule. */
  | 'rule';

/** A request that cannot be done, with every fault at once. Nothing of it was done. */
export class Refusal extends Error {
  constructor(
    readonly kind: RefusalKind,
    readonly faults: readonly [Fault, ...Fault[]],
    /** What the caller may want to see beside the reason: open lines, the present content. */
    readonly extra: Record<string, unknown> = {},
  ) {
    super(faults[0].message);
    this.name = 'Refusal';
  }

  get code(): string {
    return this.faults[0].code;
  }
}

/** Refuses with one fault. */
export const refuse = (
  kind: RefusalKind,
  code: string,
  message: string,
  about: Omit<Fault, 'code' | 'message'> = {},
): Refusal => new Refusal(kind, [{ code, message, ...about }]);

/** Refuses when there are faults, with all of them. */
export function refuseAll(kind: RefusalKind, faults: readonly Fault[]): void {
  const [first, ...others] = faults;
  if (first) throw new Refusal(kind, [first, ...others]);
}

/** Nothing with that id, or not for this person: the answer is the same. */
export const unknown = (what: string, id: string): Refusal =>
  refuse('unknown', `${what}.unknown`, `There is no ${what} ${id}.`, { value: id });
