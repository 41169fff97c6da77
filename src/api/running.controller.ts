import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';
import { Database } from '../database/database.js';
import { isOutdated } from '../database/migrate.js';
import { type Runner } from '../jobs/runner.js';
import { Meters } from '../meters.js';
import { within } from '../within.js';
import { Operation } from './operation.js';

export const RUNNER = 'RUNNER';
/** Whoever asks for health does not wait for long. */
const DATABASE_MS = 2_500;

const ready = z.object({
  status: z.enum(['ok', 'degraded', 'down']),
  database: z.enum(['up', 'down', 'outdated']),
  queue: z.enum(['up', 'down']),
});

/** For whoever keeps it running. */
@ApiTags('running')
@Controller()
export class RunningController {
  constructor(
    private readonly database: Database,
    private readonly meters: Meters,
    @Inject(RUNNER) private readonly runner: Runner,
  ) {}

  @Get('health/live')
  @Operation({
    summary: 'The process answers',
    for: 'everybody',
    answer: z.object({ status: z.literal('ok') }),
  })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('health/ready')
  @Operation({
    summary: 'It can work: 503 only for database or schema version',
    for: 'everybody',
    answer: ready,
  })
  async ready(@Res({ passthrough: true }) response: Response): Promise<z.output<typeof ready>> {
    const [queue, database] = await Promise.all([this.runner.health(), this.databaseHealth()]);
    if (database !== 'up') response.status(503);
    return { status: database !== 'up' ? 'down' : queue === 'up' ? 'ok' : 'degraded', database, queue };
  }

  @Get('metrics')
  @Header('Content-Type', 'text/plain; version=0.0.4')
  @Operation({ summary: 'Prometheus', for: 'everybody', answer: z.string(), media: 'text/plain' })
  async metrics(@Res() response: Response): Promise<void> {
    response.status(200).send(await this.meters.registry.metrics());
  }

  private async databaseHealth(): Promise<'up' | 'down' | 'outdated'> {
    const isOld = await within(DATABASE_MS, isOutdated(this.database));
    return isOld === undefined ? 'down' : isOld ? 'outdated' : 'up';
  }
}
