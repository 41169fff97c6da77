import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { Actor } from '../access/actor.js';
import { Progress } from '../reconciliation/progress/progress.js';
import { ProgressFeed } from '../reconciliation/progress/progress-feed.js';
import { countProgress } from './answers/progress.js';
import { Id, Operation } from './operation.js';
import { Me } from './request.js';

const ids = ['id'] as const;
/** Something is sent so often that no proxy takes the connection for dead. */
const BEAT = 15_000;
/** After so long the watcher comes again, as who he is then. */
const LONGEST = 10 * 60_000;

/** Counting while it happens. */
@ApiTags('progress')
@Controller('api/reconciliations/:id/progress')
export class ProgressController {
  constructor(
    private readonly progress: Progress,
    private readonly feed: ProgressFeed,
  ) {}

  @Get()
  @Operation({
    summary: 'How far the count is, by zone and worker',
    for: ['manager'],
    ids,
    answer: countProgress,
  })
  of(@Me() actor: Actor, @Param('id', Id) id: string): Promise<unknown> {
    return this.progress.of(actor, id);
  }

  @Get('stream')
  @Operation({
    summary: 'The same as server-sent events, each time it changes',
    for: ['manager'],
    ids,
    answer: countProgress,
    media: 'text/event-stream',
  })
  async stream(@Me() actor: Actor, @Param('id', Id) id: string, @Res() response: Response): Promise<void> {
    // Who may not see it is told so before anything is sent.
    await this.progress.of(actor, id);
    response.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
    });
    response.write('retry: 3000\n\n');
    const end = () => response.end();
    const stop = this.feed.follow(actor, id, {
      news: (progress) => void response.write(`data: ${JSON.stringify(progress)}\n\n`),
      end,
    });
    const beat = setInterval(() => response.write(': still here\n\n'), BEAT);
    const last = setTimeout(end, LONGEST);
    response.on('close', () => {
      clearInterval(beat);
      clearTimeout(last);
      stop();
    });
  }
}
