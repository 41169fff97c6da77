import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';
import { Operation, Valid } from '../api/operation.js';
import type { Asked } from '../api/request.js';
import { pathOf } from './page-problem.js';

const chosen = z.object({ language: z.enum(['en', 'bg']), back: z.string().max(2_000).default('/') });

/** The language of the pages for this session; the ERP's setting stays as it is. */
@ApiExcludeController()
@Controller('language')
export class LanguageController {
  @Post()
  @Operation({ summary: 'Choose the language', for: 'everybody' })
  choose(
    @Req() request: Asked,
    @Res() response: Response,
    @Body(new Valid(chosen)) { language, back }: z.output<typeof chosen>,
  ): void {
    request.session.language = language;
    response.redirect(303, pathOf(back));
  }
}
