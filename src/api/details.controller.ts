import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { Details } from '../reconciliation/details/details.js';
import { Id, Operation, Valid } from './operation.js';
import { Me } from './request.js';
import { listOf, record } from './schemas.js';
import { listedDetails } from './select.js';

const ids = ['id'] as const;

/** The rows that are counted and reviewed. */
@ApiTags('details')
@Controller('api/reconciliations/:id')
export class DetailsController {
  constructor(private readonly details: Details) {}

  @Get('details')
  @Operation({
    summary: 'Details, filtered and sorted',
    for: ['manager'],
    ids,
    query: listedDetails,
    answer: listOf(record),
  })
  list(
    @Me() actor: Actor,
    @Param('id', Id) id: string,
    @Query(new Valid(listedDetails)) query: z.output<typeof listedDetails>,
  ): Promise<unknown> {
    const { limit, cursor, sort, ...filter } = query;
    return this.details.list(actor, id, filter, { limit, cursor }, sort);
  }

  @Get('details/:detailId')
  @Operation({
    summary: 'What is behind one detail',
    for: ['manager'],
    ids: ['id', 'detailId'],
    answer: record,
  })
  find(
    @Me() actor: Actor,
    @Param('id', Id) id: string,
    @Param('detailId', Id) detailId: string,
  ): Promise<unknown> {
    return this.details.find(actor, id, detailId);
  }
}
