import { Body, Controller, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';
import type { Actor } from '../../access/actor.js';
import { Id, Operation, Valid } from '../../api/operation.js';
import { type Asked, Me } from '../../api/request.js';
import { id as uuid } from '../../api/schemas.js';
import { type Fault, Refusal } from '../../errors.js';
import { Lines } from '../../reconciliation/counting/lines.js';
import type { WorkerLine } from '../../reconciliation/counting/worker-lines.js';
import { WorkerOrders } from '../../reconciliation/counting/worker-orders.js';
import { inWords } from '../faults.js';
import { isText, say, sayCount } from '../texts.js';
import type { Cue } from './cue.js';
import { keepCue } from './kept-cue.js';

const here = z.object({ at: uuid });
const ids = ['id'];

/** *Done here* and *Location is empty*: the end of a location's lines (process.md, step 4). */
@ApiExcludeController()
@Controller('worker/orders/:id/here')
export class TerminalLineController {
  constructor(
    private readonly orders: WorkerOrders,
    private readonly lines: Lines,
  ) {}

  /** Closes what was counted here. In a recount what nothing was found of stays open, and is asked about. */
  @Post('done')
  @Operation({ summary: 'Done here', for: ['worker'], ids })
  async done(
    @Me() actor: Actor,
    @Req() request: Asked,
    @Res() response: Response,
    @Param('id', Id) id: string,
    @Body(new Valid(here)) { at }: z.output<typeof here>,
  ): Promise<void> {
    const { language } = actor;
    const open = await this.openAt(actor, id, at);
    const counted = open.filter(({ counts }) => counts > 0);
    const bare = open.length - counted.length;
    const cue = await this.closing(actor, id, counted.length > 0 ? counted : open, 'done');
    const left: Cue = {
      kind: 'warn',
      title: sayCount(language, 'terminal.leftHere', bare),
      detail: say(language, 'terminal.leftHereHint'),
    };
    keepCue(request, counted.length > 0 && bare > 0 ? left : cue);
    response.redirect(303, `/worker/orders/${id}/count`);
  }

  /** Closes what nothing was counted of. */
  @Post('empty')
  @Operation({ summary: 'Location is empty, or nothing found', for: ['worker'], ids })
  async empty(
    @Me() actor: Actor,
    @Req() request: Asked,
    @Res() response: Response,
    @Param('id', Id) id: string,
    @Body(new Valid(here)) { at }: z.output<typeof here>,
  ): Promise<void> {
    const open = await this.openAt(actor, id, at);
    const bare = open.filter(({ counts }) => counts === 0);
    const cue = await this.closing(actor, id, bare.length > 0 ? bare : open, 'empty');
    keepCue(request, cue);
    response.redirect(303, `/worker/orders/${id}/count`);
  }

  private async openAt(actor: Actor, id: string, locationId: string): Promise<WorkerLine[]> {
    const { lines } = await this.orders.find(actor, id);
    return lines.filter((line) => line.locationId === locationId && line.state === 'open' && !line.forOthers);
  }

  private async closing(
    actor: Actor,
    id: string,
    lines: readonly WorkerLine[],
    how: 'done' | 'empty',
  ): Promise<Cue> {
    const { language } = actor;
    const location = lines[0]?.location ?? '';
    const title = say(language, `terminal.closed.${how}`);
    try {
      const warnings: Fault[] = [];
      for (const line of lines) warnings.push(...(await this.lines[how](actor, id, line.id)).warnings);
      const [warning] = warnings;
      return warning
        ? { kind: 'warn', title, detail: inShort(language, warning) }
        : { kind: 'ok', title, detail: location };
    } catch (error) {
      if (!(error instanceof Refusal) || error.kind !== 'rule') throw error;
      const [fault] = error.faults;
      return {
        kind: 'warn',
        title: say(language, `terminal.notClosed.${how}`),
        detail: inShort(language, fault),
      };
    }
  }
}

/** A fault as a cue has room for it. */
function inShort(language: string, fault: Fault): string {
  const key = `terminal.fault.${fault.code}`;
  return isText(key) ? say(language, key) : inWords(language, fault);
}
