import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';
import { Operation, Valid } from '../../api/operation.js';
import type { Asked } from '../../api/request.js';
import type { ReconciliationItem } from '../../reconciliation/reconciliation-list.js';
import { Reconciliations } from '../../reconciliation/reconciliations.js';
import { reachable, type StateWord, stateWords } from '../../reconciliation/states.js';
import { Warehouses } from '../../reconciliation/warehouses.js';
import { Pages, partOf } from '../page.js';
import { blank, without } from './address.js';
import { nextStep, phaseOf, type Situation } from './next-step.js';

/** What the list can be narrowed to, as it stands in the address; empty fields are no filter. */
const asked = z.object({
  q: blank(z.string().max(100)),
  warehouse: blank(z.guid()),
  /** One state, `all`, or nothing: all that somebody still works on. */
  state: blank(z.enum([...stateWords, 'all'])),
  from: blank(z.iso.date()),
  to: blank(z.iso.date()),
  cursor: blank(z.string().max(2_000)),
});
type AskedList = z.output<typeof asked>;

const alive = stateWords.filter((state) => state !== 'Closed');

/** All reconciliations at a glance. */
@ApiExcludeController()
@Controller('manager')
export class ListController {
  constructor(
    private readonly pages: Pages,
    private readonly reconciliations: Reconciliations,
    private readonly warehouses: Warehouses,
  ) {}

  @Get()
  @Operation({ summary: 'Reconciliations', for: ['manager'] })
  async list(
    @Req() request: Asked,
    @Res() response: Response,
    @Query(new Valid(asked)) query: AskedList,
  ): Promise<void> {
    const reader = this.pages.reader(request);
    const { items, nextCursor, total, totalExact } = await this.reconciliations.list(
      reader,
      {
        warehouseId: query.warehouse,
        state: query.state === 'all' ? undefined : (query.state ?? alive),
        from: query.from,
        to: query.to,
        q: query.q,
      },
      { limit: 50, cursor: query.cursor },
    );
    const next = nextCursor && `/manager?${without(request, ['cursor'], { cursor: nextCursor })}`;
    const rows = { items: items.map(rowOf), next, first: !query.cursor, total, totalExact };
    if (partOf(request) === 'list') {
      response.set('HX-Push-Url', `/manager?${without(request, [])}`);
      return this.pages.show(request, response, 'manager/list-rows', rows);
    }
    const warehouses = await this.warehouses.list(reader, {}, { limit: 1_000 });
    this.pages.show(request, response, 'manager/list', {
      ...rows,
      query,
      warehouses: warehouses.items.map((w) => ({ ...w, chosen: w.id === query.warehouse })),
      states: stateWords
        .filter((state) => state !== 'Adjustment')
        .map((state) => ({ state, chosen: state === query.state })),
      all: query.state === 'all',
    });
  }
}

/** A row with what it waits for. */
function rowOf(item: ReconciliationItem) {
  const situation = situationOf(item);
  const step = nextStep(situation);
  return {
    ...item,
    phase: phaseOf(situation),
    step: { key: `manager.list.next.${step.action ?? step.place ?? 'none'}`, values: { n: countOf(item) } },
    yours: step.yours,
    hasSnapshot: item.snapshotAt !== null,
    populated: item.populatedAt !== null,
    scopeMore: item.lines > item.scope.length,
  };
}

const countOf = ({ counts }: ReconciliationItem): number => counts.Finished + counts.Recount;

/** A listed reconciliation is not read with its orders: it has as many open ones as the figures say. */
function situationOf(item: ReconciliationItem): Situation {
  const started = item.session > 0;
  const isVoid = item.state === 'Void';
  return {
    ...item,
    started,
    nextStates: isVoid
      ? []
      : reachable({ state: item.state as Exclude<StateWord, 'Void'>, void: false, started }),
    orders: Array.from({ length: item.openOrders }, () => ({
      documentNo: '',
      state: 'Released',
      void: false,
    })),
  };
}
