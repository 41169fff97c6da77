import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';
import type { Actor } from '../../access/actor.js';
import { Id, Operation, Valid } from '../../api/operation.js';
import { type Asked, Me } from '../../api/request.js';
import { id as uuid } from '../../api/schemas.js';
import { Meters } from '../../meters.js';
import { Counts } from '../../reconciliation/counting/counts.js';
import type { ScanResult } from '../../terminal/scan.js';
import { Scans } from '../../terminal/scans.js';
import { CountScreen } from './count-screen.js';
import { cueKindOf, saidOf } from './cue.js';
import { takeCue } from './kept-cue.js';
import { answerOf, fieldsSchema, outboxBody } from './scan-form.js';
import { renderScreen, showScreen } from './show.js';

const pressed = fieldsSchema.and(
  z.object({
    scanId: uuid,
    after: z.union([uuid, z.literal('')]).optional(),
    text: z.string().max(2_000).default(''),
  }),
);
const ids = ['id'];

/** Where scans arrive (terminal.md, screen 4). */
@ApiExcludeController()
@Controller('worker/orders/:id')
export class TerminalCountController {
  constructor(
    private readonly scans: Scans,
    private readonly counts: Counts,
    private readonly screens: CountScreen,
    private readonly meters: Meters,
  ) {}

  @Get('count')
  @Operation({ summary: 'Where the worker is, and what is asked', for: ['worker'], ids })
  async count(
    @Me() actor: Actor,
    @Req() request: Asked,
    @Res() response: Response,
    @Param('id', Id) id: string,
  ): Promise<void> {
    showScreen(request, response, await this.screens.show(actor, id, takeCue(request)));
  }

  /** From the outbox as JSON: the answers, and the screen after them. From a form: to that screen. */
  @Post('scans')
  @Operation({ summary: 'Scans, from a form or from the outbox', for: ['worker'], ids })
  async scan(
    @Me() actor: Actor,
    @Req() request: Asked,
    @Res() response: Response,
    @Param('id', Id) id: string,
  ): Promise<void> {
    if (request.is('json')) return this.outbox(actor, request, response, id);
    const { scanId, after, text, ...fields } = new Valid(pressed).transform(request.body);
    const now = new Date().toISOString();
    const scan = { scanId, after: after || null, text, scannedAt: now, answer: answerOf(fields) };
    this.meters.scanned(await this.scans.post(actor, id, { sentAt: now, scans: [scan] }));
    response.redirect(303, `/worker/orders/${id}/count`);
  }

  private async outbox(actor: Actor, request: Asked, response: Response, id: string): Promise<void> {
    const { sentAt, scans } = new Valid(outboxBody).transform(request.body);
    const answered = await this.scans.postInHand(actor, id, {
      sentAt,
      scans: scans.map(({ fields = {}, ...scan }) => ({ ...scan, answer: answerOf(fields) })),
    });
    const { results } = this.meters.scanned(answered);
    const screen = await this.screens.of(actor, answered.found);
    response
      .status(200)
      .set('cache-control', 'no-store')
      .json({
        results: results.map((result) => ({
          scanId: result.scanId,
          outcome: result.outcome,
          code: result.code,
          cue: cueKindOf(result),
          ...(cueKindOf(result) === 'err' ? aboutError(actor.language, result) : {}),
        })),
        asks: screen.asks,
        path: screen.path,
        html: renderScreen(request, screen, true),
      });
  }

  @Post('counts/:countId/void')
  @Operation({ summary: 'Void an own record', for: ['worker'], ids: ['id', 'countId'] })
  async voidCount(
    @Me() actor: Actor,
    @Req() request: Asked,
    @Res() response: Response,
    @Param('id', Id) id: string,
    @Param('countId', Id) countId: string,
  ): Promise<void> {
    await this.counts.void(actor, countId);
    const inList = /[?&]tab=counts/.test(request.get('referer') ?? '');
    response.redirect(303, `/worker/orders/${id}${inList ? '?tab=counts' : '/count'}`);
  }
}

/** What stays on the device until somebody has seen it. The text is of the code, also where a button was pressed. */
const aboutError = (language: string, result: ScanResult) => ({
  title: saidOf(language, result).title,
  text: result.values.text,
});
