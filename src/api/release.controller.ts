import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { History } from '../reconciliation/history-list.js';
import { Release } from '../reconciliation/release/release.js';
import { Transactions } from '../reconciliation/release/transactions.js';
import { listOf } from './answers/answer.js';
import { remembered } from './answers/reconciliations.js';
import { preview, releasedTransaction } from './answers/release.js';
import { Id, Operation, Valid } from './operation.js';
import { Me } from './request.js';
import { page } from './schemas.js';

const ids = ['id'] as const;

/** What a release will do, what it did, and who did what before. */
@ApiTags('release')
@Controller('api/reconciliations/:id')
export class ReleaseController {
  constructor(
    private readonly release: Release,
    private readonly made: Transactions,
    private readonly remembered: History,
  ) {}

  @Get('release')
  @Operation({
    summary: 'What a release would do, and the rows that stop it',
    for: ['manager'],
    ids,
    answer: preview,
  })
  preview(@Me() actor: Actor, @Param('id', Id) id: string): Promise<unknown> {
    return this.release.preview(actor, id);
  }

  @Get('transactions')
  @Operation({
    summary: 'The warehouse transactions it made',
    for: ['manager'],
    ids,
    query: page,
    answer: listOf(releasedTransaction),
  })
  transactions(
    @Me() actor: Actor,
    @Param('id', Id) id: string,
    @Query(new Valid(page)) query: z.output<typeof page>,
  ): Promise<unknown> {
    return this.made.list(actor, id, query);
  }

  @Get('history')
  @Operation({
    summary: 'Who changed what, newest first',
    for: ['manager'],
    ids,
    query: page,
    answer: listOf(remembered),
  })
  history(
    @Me() actor: Actor,
    @Param('id', Id) id: string,
    @Query(new Valid(page)) query: z.output<typeof page>,
  ): Promise<unknown> {
    return this.remembered.list(actor, id, query);
  }
}
