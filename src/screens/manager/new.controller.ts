import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';
import { Operation, Valid } from '../../api/operation.js';
import type { Asked } from '../../api/request.js';
import { Refusal } from '../../errors.js';
import { movementPolicies } from '../../reconciliation/reconciliation.js';
import { Reconciliations } from '../../reconciliation/reconciliations.js';
import { Warehouses } from '../../reconciliation/warehouses.js';
import { type Cue, Pages } from '../page.js';
import { blank } from './address.js';
import { type ScopeForm, ScopeForms, scopeFields, workersIn } from './scope-form.js';

const fields = z.object({
  ...scopeFields,
  warehouse: blank(z.guid()),
  /** The warehouse that the chosen zones and locations are of. */
  of: blank(z.guid()),
  date: blank(z.iso.date()),
  notes: blank(z.string().max(4_000)),
  movementPolicy: blank(z.enum(movementPolicies)),
  seesExpected: blank(z.literal('1')),
});
type NewForm = z.output<typeof fields>;

/** A new reconciliation: what is counted, and how. */
@ApiExcludeController()
@Controller('manager/new')
export class NewPages {
  constructor(
    private readonly pages: Pages,
    private readonly scopes: ScopeForms,
    private readonly warehouses: Warehouses,
    private readonly reconciliations: Reconciliations,
  ) {}

  @Get()
  @Operation({ summary: 'New reconciliation', for: ['manager'] })
  async ask(
    @Req() request: Asked,
    @Res() response: Response,
    @Query(new Valid(fields)) form: NewForm,
  ): Promise<void> {
    await this.show(request, response, form, {});
  }

  @Post()
  @Operation({ summary: 'Make a reconciliation, or look what it would be', for: ['manager'], status: 200 })
  async make(
    @Req() request: Asked,
    @Res() response: Response,
    @Body(new Valid(fields)) form: NewForm,
  ): Promise<void> {
    const workers = workersIn(request.body);
    if (form.do === 'look') return this.show(request, response, form, workers);
    const reader = this.pages.reader(request);
    const warehouseId = form.warehouse ?? '';
    const { form: settled, unknown } = await this.scopes.settle(reader, warehouseId, { ...form, workers });
    if (unknown.length > 0) return this.show(request, response, form, workers);
    try {
      const zones = await this.scopes.zones(reader, warehouseId);
      const { id } = await this.reconciliations.create(reader, {
        warehouseId,
        documentDate: form.date,
        notes: form.notes,
        movementPolicy: form.movementPolicy,
        blindRecount: form.seesExpected !== '1',
        lines: this.scopes.linesOf(settled, zones),
      });
      response.redirect(303, `/manager/reconciliations/${id}`);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      await this.show(request, response, form, workers, [this.pages.refusal(request, error)]);
    }
  }

  private async show(
    request: Asked,
    response: Response,
    form: NewForm,
    workers: Record<string, string>,
    cues: Cue[] = [],
  ): Promise<void> {
    const reader = this.pages.reader(request);
    const { items } = await this.warehouses.list(reader, {}, { limit: 1_000 });
    const warehouseId = form.warehouse ?? items[0]?.id ?? '';
    // Zones and locations of another warehouse are not of this one.
    const kept: ScopeForm =
      form.of === warehouseId
        ? { ...form, workers }
        : { ...form, zone: [], place: [], typed: '', workers: {} };
    const { form: settled, unknown } = await this.scopes.settle(reader, warehouseId, kept);
    this.pages.show(
      request,
      response,
      'manager/new',
      {
        ...(await this.scopes.context(request, warehouseId, settled, unknown)),
        form,
        action: '/manager/new',
        warehouseId,
        warehouses: items.map((w) => ({ ...w, chosen: w.id === warehouseId })),
        policies: movementPolicies.map((policy, i) => ({
          policy,
          chosen: form.movementPolicy ? form.movementPolicy === policy : i === 0,
        })),
        cues,
      },
      cues.length > 0 ? 422 : 200,
    );
  }
}
