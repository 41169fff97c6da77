import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { Id, Operation } from '../../api/operation.js';
import type { Asked } from '../../api/request.js';
import { Progress } from '../../reconciliation/progress/progress.js';
import { Pages, partOf } from '../page.js';
import { Papers } from './paper.js';
import { zoneMap } from './zone-map.js';

/** The count while it happens: the warehouse as a picture, and who is where. */
@ApiExcludeController()
@Controller('manager/reconciliations/:id/progress')
export class ProgressPages {
  constructor(
    private readonly pages: Pages,
    private readonly papers: Papers,
    private readonly progress: Progress,
  ) {}

  @Get()
  @Operation({ summary: 'Progress', for: ['manager'], ids: ['id'] })
  async show(@Req() request: Asked, @Res() response: Response, @Param('id', Id) id: string): Promise<void> {
    const progress = await this.progress.of(this.pages.reader(request), id);
    const now = new Date(progress.at).getTime();
    const shown = {
      base: `/manager/reconciliations/${id}`,
      stream: `/api/reconciliations/${id}/progress/stream`,
      progress: {
        ...progress,
        workers: progress.workers.map((worker) => ({
          ...worker,
          quiet: worker.lastScanAt && Math.round((now - new Date(worker.lastScanAt).getTime()) / 60_000),
        })),
        silent: progress.workers.filter(({ silent }) => silent),
      },
      recount: progress.session > 1,
      map: zoneMap(progress.zones),
    };
    if (partOf(request) === 'progress')
      return this.pages.show(request, response, 'manager/progress-now', shown);
    const paper = await this.papers.read(request, id);
    this.pages.show(request, response, 'manager/progress', {
      ...this.papers.head(paper, 'progress'),
      ...shown,
    });
  }
}
