import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';
import { Id, Operation, Valid } from '../../api/operation.js';
import type { Asked } from '../../api/request.js';
import { Jobs } from '../../jobs/jobs.js';
import { Pages } from '../page.js';
import { pathOf } from '../page-problem.js';
import { panelOf } from './job-panel.js';

const seen = z.object({ back: z.string().max(2_000).default('/manager') });

/** Running work: a part of the page that asks for itself until the work has ended. */
@ApiExcludeController()
@Controller('manager/jobs')
export class JobPages {
  constructor(
    private readonly pages: Pages,
    private readonly jobs: Jobs,
  ) {}

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
