import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../access/actor.js';
import { type Job, Jobs } from '../jobs/jobs.js';
import { job } from './answers/jobs.js';
import { Id, Operation } from './operation.js';
import { Me } from './request.js';

@ApiTags('jobs')
@Controller('api/jobs')
export class JobsController {
  constructor(private readonly jobs: Jobs) {}

  @Get(':id')
  @Operation({
    summary: 'Background work: how far it is and what came of it',
    for: 'signed-in',
    answer: job,
    ids: ['id'],
  })
  async find(@Me() actor: Actor, @Param('id', Id) id: string): Promise<Record<string, unknown>> {
    return shownJob(await this.jobs.find(actor, id));
  }
}

/** A job as the interface shows it. */
export const shownJob = ({ id, name, state, progress, result, error }: Job) => ({
  id,
  name,
  state,
  progress,
  ...(state === 'completed' ? { result } : {}),
  ...(state === 'failed' ? { error } : {}),
});
