import { Body, Controller, Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';
import { Id, Operation, Valid } from '../../api/operation.js';
import type { Asked } from '../../api/request.js';
import { RUNNER } from '../../api/running.controller.js';
import { Database } from '../../database/database.js';
import { readBoard } from '../../jobs/board.js';
import { Jobs } from '../../jobs/jobs.js';
import { type Runner } from '../../jobs/runner.js';
import { Pages, partOf } from '../page.js';
import { pathOf } from '../page-problem.js';
import { panelOf } from './job-panel.js';

const seen = z.object({ back: z.string().max(2_000).default('/manager') });

/** Background work: all of it at a glance, and the part of a page that asks for itself until its work has ended. */
@ApiExcludeController()
@Controller('manager/jobs')
export class JobPages {
  constructor(
    private readonly pages: Pages,
    private readonly jobs: Jobs,
    private readonly database: Database,
    @Inject(RUNNER) private readonly runner: Runner,
  ) {}

  @Get()
  @Operation({ summary: 'Background work', for: ['manager'] })
  async board(@Req() request: Asked, @Res() response: Response): Promise<void> {
    const reader = this.pages.reader(request);
    const { jobs, counts } = await readBoard(this.database, reader);
    const states = ['waiting', 'active', 'failed', 'completed'].map((state) => ({
      state,
      n: counts[state] ?? 0,
    }));
    const board = { jobs, states, open: jobs.some(({ finishedAt }) => finishedAt === null) };
    const view = partOf(request) === 'board' ? 'manager/jobs-now' : 'manager/jobs';
    const down = (await this.runner.health()) === 'down';
    this.pages.show(request, response, view, { ...board, down });
  }

  @Post(':id/again')
  @Operation({ summary: 'Ask once more for work that failed', for: ['manager'], ids: ['id'] })
  async again(@Req() request: Asked, @Res() response: Response, @Param('id', Id) id: string): Promise<void> {
    const reader = this.pages.reader(request);
    await this.pages.act(request, response, '/manager/jobs', async () => {
      const { name, subjectId, payload } = await this.jobs.find(reader, id);
      await this.jobs.ask(reader, name, subjectId ?? '', payload);
      return { key: 'jobs.askedAgain' };
    });
  }

  @Get(':id')
  @Operation({ summary: 'How far work is', for: ['manager'], ids: ['id'] })
  async show(@Req() request: Asked, @Res() response: Response, @Param('id', Id) id: string): Promise<void> {
    const job = await this.jobs.find(this.pages.reader(request), id);
    const panel = panelOf(this.pages.locale(request), job);
    this.pages.show(request, response, 'manager/job', { job: panel && { ...panel, ended: !panel.running } });
  }

  @Post(':id/seen')
  @Operation({ summary: 'Put the end of work away', for: ['manager'], ids: ['id'] })
  seen(
    @Req() request: Asked,
    @Res() response: Response,
    @Param('id', Id) id: string,
    @Body(new Valid(seen)) { back }: z.output<typeof seen>,
  ): void {
    request.session.seenJob = id;
    response.redirect(303, pathOf(back));
  }
}
