import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { Warehouses } from '../reconciliation/warehouses.js';
import { listOf } from './answers/answer.js';
import { location, warehouse, zone } from './answers/warehouses.js';
import { Id, Operation, Valid } from './operation.js';
import { Me } from './request.js';
import { id, page } from './schemas.js';

const searched = page.extend({ q: z.string().max(100).optional() });
const located = searched.extend({ zoneId: id.optional() });
const ids = ['id'] as const;

/** What can be in scope. */
@ApiTags('warehouses')
@Controller('api/warehouses')
export class WarehousesController {
  constructor(private readonly warehouses: Warehouses) {}

  @Get()
  @Operation({ summary: 'Warehouses', for: ['manager'], query: searched, answer: listOf(warehouse) })
  list(
    @Me() actor: Actor,
    @Query(new Valid(searched)) { q, ...page }: z.output<typeof searched>,
  ): Promise<unknown> {
    return this.warehouses.list(actor, { text: q }, page);
  }

  @Get(':id/zones')
  @Operation({
    summary: 'Zones as a tree: each with its parent',
    for: ['manager'],
    ids,
    query: searched,
    answer: listOf(zone),
  })
  zones(
    @Me() actor: Actor,
    @Param('id', Id) id: string,
    @Query(new Valid(searched)) { q, ...page }: z.output<typeof searched>,
  ): Promise<unknown> {
    return this.warehouses.zones(actor, id, { text: q }, page);
  }

  @Get(':id/locations')
  @Operation({ summary: 'Locations', for: ['manager'], ids, query: located, answer: listOf(location) })
  locations(
    @Me() actor: Actor,
    @Param('id', Id) id: string,
    @Query(new Valid(located)) { q, zoneId, ...page }: z.output<typeof located>,
  ): Promise<unknown> {
    return this.warehouses.locations(actor, id, { text: q, zoneId }, page);
  }
}
