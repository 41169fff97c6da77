import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';
import { Pins } from '../../access/pins.js';
import { Id, Operation, Valid } from '../../api/operation.js';
import type { Asked } from '../../api/request.js';
import { Pages } from '../page.js';
import { blank } from './address.js';

const given = z.object({
  pin: z.string().trim().max(64).default(''),
  badge: blank(z.string().trim().max(254)),
});
const LIST = '/manager/workers';

/** How workers sign in at a terminal: PINs, badges, and letting in again who was locked out. */
@ApiExcludeController()
@Controller('manager/workers')
export class WorkerPages {
  constructor(
    private readonly pages: Pages,
    private readonly pins: Pins,
  ) {}

  @Get()
  @Operation({ summary: 'Workers', for: ['manager'] })
  async list(@Req() request: Asked, @Res() response: Response): Promise<void> {
    const workers = await this.pins.list(this.pages.reader(request));
    this.pages.show(request, response, 'manager/workers', { workers });
  }

  @Post(':id/pin')
  @Operation({ summary: 'Give a worker a PIN and a badge', for: ['manager'], ids: ['id'] })
  async set(
    @Req() request: Asked,
    @Res() response: Response,
    @Param('id', Id) id: string,
    @Body(new Valid(given)) { pin, badge }: z.output<typeof given>,
  ): Promise<void> {
    await this.pages.act(request, response, LIST, async () => {
      await this.pins.set(this.pages.reader(request), id, pin, badge);
      return { key: 'workers.set' };
    });
  }

  @Post(':id/unlock')
  @Operation({ summary: 'Let a worker in again', for: ['manager'], ids: ['id'] })
  async unlock(@Req() request: Asked, @Res() response: Response, @Param('id', Id) id: string): Promise<void> {
    await this.pages.act(request, response, LIST, async () => {
      await this.pins.unlock(this.pages.reader(request), id);
      return { key: 'workers.unlocked' };
    });
  }
}
