import { Body, Controller, Get, Headers, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { Jobs } from '../jobs/jobs.js';
import { movementPolicies } from '../reconciliation/reconciliation.js';
import { Reconciliations } from '../reconciliation/reconciliations.js';
import { listOf } from './answers/answer.js';
import { reconciliationItem, reconciliationView } from './answers/reconciliations.js';
import { accept, versionOf } from './answers.js';
import { acceptedSchema, Id, Operation, Valid } from './operation.js';
import { Me } from './request.js';
import { id, page } from './schemas.js';

const lines = z
  .array(z.strictObject({ zoneId: id.nullish(), locationId: id.nullish(), workerId: id.nullish() }))
  .max(10_000);
const day = z.iso.date();
const states = ['New', 'Planned', 'FirmPlanned', 'Released', 'Completed', 'Closed', 'Void'] as const;

const newReconciliation = z.strictObject({
  warehouseId: id,
  documentDate: day.optional(),
  notes: z.string().max(4_000).optional(),
  movementPolicy: z.enum(movementPolicies).optional(),
  blindRecount: z.boolean().optional(),
  lines: lines.optional(),
});
const listed = page.extend({
  warehouseId: id.optional(),
  state: z.enum(states).optional(),
  from: day.optional(),
  to: day.optional(),
  q: z.string().max(100).optional(),
});
const toState = z.strictObject({
  state: z.enum(states),
  voidReason: z.string().trim().min(1).max(254).optional(),
  /** Released: record rows without a difference too, as transactions of quantity 0. */
  recordZero: z.boolean().optional(),
});
const replacedLines = z.strictObject({ lines });
const ids = ['id'] as const;

@ApiTags('reconciliations')
@Controller('api/reconciliations')
export class ReconciliationsController {
  constructor(
    private readonly reconciliations: Reconciliations,
    private readonly jobs: Jobs,
  ) {}

  @Post()
  @Operation({
    summary: 'Create a reconciliation',
    for: ['manager'],
    body: newReconciliation,
    status: 201,
    answer: z.object({ id: z.guid() }),
  })
  async create(
    @Me() actor: Actor,
    @Body(new Valid(newReconciliation)) body: z.output<typeof newReconciliation>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<unknown> {
    const created = await this.reconciliations.create(actor, body);
    response.location(`/api/reconciliations/${created.id}`);
    return created;
  }

  @Get()
  @Operation({
    summary: 'Reconciliations, newest first',
    for: ['manager'],
    query: listed,
    answer: listOf(reconciliationItem),
  })
  list(@Me() actor: Actor, @Query(new Valid(listed)) query: z.output<typeof listed>): Promise<unknown> {
    const { limit, cursor, ...filter } = query;
    return this.reconciliations.list(actor, filter, { limit, cursor });
  }

  @Get(':id')
  @Operation({
    summary: 'One reconciliation with its figures and orders',
    for: ['manager'],
    ids,
    answer: reconciliationView,
  })
  async find(
    @Me() actor: Actor,
    @Param('id', Id) id: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<unknown> {
    const found = await this.reconciliations.find(actor, id);
    response.setHeader('ETag', `"${found.version}"`);
    return found;
  }

  @Put(':id/lines')
  @Operation({
    summary: 'Replace the scope',
    for: ['manager'],
    ids,
    body: replacedLines,
    ifMatch: true,
    answer: reconciliationView,
  })
  async replaceLines(
    @Me() actor: Actor,
    @Param('id', Id) id: string,
    @Body(new Valid(replacedLines)) body: z.output<typeof replacedLines>,
    @Headers('if-match') ifMatch?: string,
  ): Promise<unknown> {
    await this.reconciliations.replaceLines(actor, id, body.lines, versionOf(ifMatch));
    return this.reconciliations.find(actor, id);
  }

  @Post(':id/state')
  @Operation({
    summary: 'Change the state; Released is background work',
    for: ['manager'],
    ids,
    body: toState,
    ifMatch: true,
    answer: reconciliationView,
    mayBeJob: true,
  })
  async changeState(
    @Me() actor: Actor,
    @Param('id', Id) id: string,
    @Body(new Valid(toState)) body: z.output<typeof toState>,
    @Res({ passthrough: true }) response: Response,
    @Headers('if-match') ifMatch?: string,
  ): Promise<unknown> {
    if (body.state === 'Released') {
      return accept(
        response,
        await this.jobs.ask(actor, 'release', id, { recordZero: body.recordZero ?? false }),
      );
    }
    await this.reconciliations.changeState(
      actor,
      id,
      { state: body.state, voidReason: body.voidReason },
      versionOf(ifMatch),
    );
    return this.reconciliations.find(actor, id);
  }

  @Post(':id/snapshot')
  @Operation({ summary: 'Generate the snapshot', for: ['manager'], ids, status: 202, answer: acceptedSchema })
  async snapshot(
    @Me() actor: Actor,
    @Param('id', Id) id: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<unknown> {
    return accept(response, await this.jobs.ask(actor, 'snapshot', id));
  }
}
