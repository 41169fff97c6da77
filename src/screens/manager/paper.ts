import { Injectable } from '@nestjs/common';
import type { Asked } from '../../api/request.js';
import { type Job, Jobs } from '../../jobs/jobs.js';
import { Overview, type Seen } from '../../reconciliation/progress/overview.js';
import type { ReconciliationView } from '../../reconciliation/reconciliation-view.js';
import { Reconciliations } from '../../reconciliation/reconciliations.js';
import { Pages } from '../page.js';
import { chainOf } from './chain.js';
import { type JobPanel, panelOf } from './job-panel.js';
import { nextStep, offers, phaseOf, type Situation } from './next-step.js';

/** A reconciliation as its pages show it above their tabs. */
export interface Paper {
  view: ReconciliationView;
  seen: Seen;
  situation: Situation;
  job?: JobPanel | undefined;
}

/** What every tab of a reconciliation has in common. */
@Injectable()
export class Papers {
  constructor(
    private readonly pages: Pages,
    private readonly reconciliations: Reconciliations,
    private readonly overview: Overview,
    private readonly jobs: Jobs,
  ) {}

  async read(request: Asked, id: string): Promise<Paper> {
    const reader = this.pages.reader(request);
    // The job before the document: whoever is told that it has ended sees what it did.
    const known = await this.jobs.latest(reader, id);
    const view = await this.reconciliations.find(reader, id);
    const seen = await this.overview.of(reader, view.id);
    const job = view.id === id ? known : await this.jobs.latest(reader, view.id);
    return {
      view,
      seen,
      situation: {
        ...view,
        toPopulate: seen.toPopulate,
        running: job && isRunning(job) ? job.name : undefined,
      },
      job: job && panelOf(this.pages.locale(request), job, request.session?.seenJob),
    };
  }

  /** What the head, the figures and the tabs show. */
  head({ view, seen, situation, job }: Paper, tab: string) {
    const next = nextStep(situation);
    const others = offers(situation);
    const released = ['Released', 'Completed', 'Closed'].includes(view.state);
    const rows = Object.values(view.counts).reduce((sum, n) => sum + n, 0);
    return {
      view,
      seen,
      job,
      tab,
      base: `/manager/reconciliations/${view.id}`,
      phase: phaseOf(situation),
      chain: chainOf(situation).map((step) => ({
        ...step,
        done: step.state === 'done',
        now: step.state === 'now',
      })),
      // A place that leads to the page itself is no next step.
      next: next.place === tab && tab !== 'release' ? { ...next, place: undefined } : next,
      // Where nothing else is possible any more, a menu of reasons helps nobody.
      offers: others.some(({ possible }) => possible) ? others : [],
      released,
      rows,
      undecided: view.counts.Finished + view.counts.Recount,
      open: !released && view.state !== 'Void',
      lineCount: view.lines.length,
      orderCount: view.orders.filter((order) => !order.void).length,
    };
  }
}

export const isRunning = ({ state }: Pick<Job, 'state'>): boolean =>
  state === 'waiting' || state === 'active';
