import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { Transfer, type Transferred } from '../reconciliation/transfer/transfer.js';
import { transferred } from './answers/transfer.js';
import { Id, Operation, Valid } from './operation.js';
import { Me } from './request.js';

const days = z.strictObject({ days: z.number() });
const daysInAddress = z.strictObject({ days: z.coerce.number() });
const ids = ['id'] as const;

/** The ERP's Inventory Reconciliation: "Add lines from WMS". */
@ApiTags('clerk')
@Controller('api/inventory-reconciliations/:id/lines-from-wms')
export class ClerkController {
  constructor(private readonly transfer: Transfer) {}

  @Get()
  @Operation({
    summary: 'What would be added',
    for: ['clerk'],
    ids,
    query: daysInAddress,
    answer: transferred,
  })
  preview(
    @Me() actor: Actor,
    @Param('id', Id) id: string,
    @Query(new Valid(daysInAddress)) query: { days: number },
  ): Promise<Transferred> {
    return this.transfer.preview(actor, id, query.days);
  }

  @Post()
  @Operation({ summary: 'Add lines from WMS', for: ['clerk'], ids, body: days, answer: transferred })
  add(
    @Me() actor: Actor,
    @Param('id', Id) id: string,
    @Body(new Valid(days)) body: { days: number },
  ): Promise<Transferred> {
    return this.transfer.add(actor, id, body.days);
  }
}
