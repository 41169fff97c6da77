import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';
import { Id, Operation, Valid } from '../../api/operation.js';
import type { Asked } from '../../api/request.js';
import { Refusal } from '../../errors.js';
import { Reconciliations } from '../../reconciliation/reconciliations.js';
import { type Cue, Pages } from '../page.js';
import { Papers } from './paper.js';
import { formOf, type ScopeForm, ScopeForms, scopeFields, workersIn } from './scope-form.js';

const narrowed = z.object({ find: scopeFields.find });
const fields = z.object({ ...scopeFields, version: z.string().max(40).optional() });

/** The scope of a reconciliation: shown, and changed while the count has not started. */
@ApiExcludeController()
@Controller('manager/reconciliations/:id/scope')
export class ScopePages {
  constructor(
    private readonly pages: Pages,
    private readonly papers: Papers,
    private readonly scopes: ScopeForms,
    private readonly reconciliations: Reconciliations,
  ) {}

  @Get()
  @Operation({ summary: 'Scope', for: ['manager'], ids: ['id'] })
  scope(
    @Req() request: Asked,
    @Res() response: Response,
    @Param('id', Id) id: string,
    @Query(new Valid(narrowed)) { find }: z.output<typeof narrowed>,
  ): Promise<void> {
    return this.show(request, response, id, undefined, find);
  }

  @Post()
  @Operation({
    summary: 'Change the scope, or look what it would be',
    for: ['manager'],
    ids: ['id'],
    status: 200,
  })
  async change(
    @Req() request: Asked,
    @Res() response: Response,
    @Param('id', Id) id: string,
    @Body(new Valid(fields)) body: z.output<typeof fields>,
  ): Promise<void> {
    const form: ScopeForm = { ...body, workers: workersIn(request.body) };
    if (form.do === 'look') return this.show(request, response, id, form, form.find);
    const reader = this.pages.reader(request);
    const { warehouseId } = await this.reconciliations.find(reader, id);
    const { form: settled, unknown } = await this.scopes.settle(reader, warehouseId, form);
    if (unknown.length > 0) return this.show(request, response, id, form, form.find);
    try {
      const lines = this.scopes.linesOf(settled, await this.scopes.zones(reader, warehouseId));
      await this.reconciliations.replaceLines(reader, id, lines, body.version);
      this.pages.tell(request, {
        kind: 'ok',
        text: this.pages.say(request, { key: 'manager.scope.saved', n: lines.length }),
      });
      response.redirect(303, `/manager/reconciliations/${id}/scope`);
    } catch (error) {
      if (!(error instanceof Refusal) || error.kind === 'unknown') throw error;
      await this.show(request, response, id, form, form.find, [this.pages.refusal(request, error)]);
    }
  }

  private async show(
    request: Asked,
    response: Response,
    id: string,
    form: ScopeForm | undefined,
    find: string,
    cues?: Cue[],
  ): Promise<void> {
    const paper = await this.papers.read(request, id);
    const { warehouseId, started, lines, version } = paper.view;
    const reader = this.pages.reader(request);
    const head = this.papers.head(paper, 'scope');
    const editable = head.open && !started;
    // What is fixed is shown as it is stored, whatever was sent.
    const shown = (editable && form) || formOf(lines);
    const { form: settled, unknown } = await this.scopes.settle(reader, warehouseId, { ...shown, find });
    this.pages.show(
      request,
      response,
      'manager/scope',
      {
        ...head,
        ...(await this.scopes.context(request, warehouseId, settled, unknown)),
        action: `${head.base}/scope`,
        editable,
        changed: editable && form !== undefined,
        version,
        ...(cues ? { cues } : {}),
      },
      cues ? 422 : 200,
    );
  }
}
