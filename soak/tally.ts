/** What was sent and answered, and what must not have happened. */
export class Tally {
  /** Scan ids of counts that were acknowledged, with the count's id. */
  readonly counted = new Map<string, string>();
  /** Every scan id that was ever sent. */
  readonly sent = new Set<string>();
  /** Requests by what came of them. */
  readonly answers: Record<string, number> = {};
  /** Answers that are our fault, and anything else that must not be. */
  readonly faults: string[] = [];
  released = 0;
  imported = 0;

  answered(what: string): void {
    this.answers[what] = (this.answers[what] ?? 0) + 1;
  }

  fault(what: string): void {
    if (this.faults.length < 50) this.faults.push(what);
  }
}
