import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';
import { Id, Operation, Valid } from '../../api/operation.js';
import type { Asked } from '../../api/request.js';
import { Details } from '../../reconciliation/details/details.js';
import { exact } from '../../reconciliation/quantity.js';
import type { Preview } from '../../reconciliation/release/preview.js';
import { Release } from '../../reconciliation/release/release.js';
import { Transactions } from '../../reconciliation/release/transactions.js';
import { inWords } from '../faults.js';
import { Pages } from '../page.js';
import { isText } from '../texts.js';
import { blank, without } from './address.js';
import { type Paper, Papers } from './paper.js';

const listed = z.object({ cursor: blank(z.string().max(2_000)) });
/** Differences from this value on are worth a look before a release. */
const LARGE_VALUE = '200';
/** Rows of a kind that are named. */
const NAMED = 3;
/** Width of the picture, and of the space for its axis. */
const WIDTH = 840;

/** What a release will do, and what it did. */
@ApiExcludeController()
@Controller('manager/reconciliations/:id/release')
export class ReleasePages {
  constructor(
    private readonly pages: Pages,
    private readonly papers: Papers,
    private readonly release: Release,
    private readonly transactions: Transactions,
    private readonly details: Details,
  ) {}

  @Get()
  @Operation({ summary: 'What release will do, or did', for: ['manager'], ids: ['id'] })
  async show(
    @Req() request: Asked,
    @Res() response: Response,
    @Param('id', Id) id: string,
    @Query(new Valid(listed)) query: z.output<typeof listed>,
  ): Promise<void> {
    const paper = await this.papers.read(request, id);
    const head = this.papers.head(paper, 'release');
    if (head.open && paper.view.state !== 'Void') return this.preview(request, response, paper, head);
    const page = { limit: 100, ...(query.cursor ? { cursor: query.cursor } : {}) };
    const listing = await this.transactions.list(this.pages.reader(request), id, page);
    this.pages.show(request, response, 'manager/released', {
      ...head,
      ...listing,
      items: listing.items.map((item) => ({ ...item, out: item.direction === 'Out' })),
      onFirst: !query.cursor,
      nextPage:
        listing.nextCursor && `${head.base}/release?${without(request, [], { cursor: listing.nextCursor })}`,
      firstPage: `${head.base}/release`,
    });
  }

  private async preview(
    request: Asked,
    response: Response,
    paper: Paper,
    head: ReturnType<Papers['head']>,
  ): Promise<void> {
    const reader = this.pages.reader(request);
    const preview = await this.release.preview(reader, paper.view.id);
    const large = await this.details.sum(reader, paper.view.id, {
      reviewStatus: 'Approved',
      valueAtLeast: LARGE_VALUE,
    });
    this.pages.show(request, response, 'manager/release', {
      ...head,
      preview,
      // Without a snapshot or in New nothing stops it row by row, the document itself does.
      stops: preview.stopsTotal > 0 || paper.situation.state === 'New',
      groups: groupsOf(preview, this.pages.language(request)),
      picture: pictureOf(preview),
      transactions: preview.in.transactions + preview.out.transactions,
      lost: lost(preview.out.value),
      zones: zonesOf(preview),
      large: { ...large, limit: LARGE_VALUE, net: exact(large.less).plus(large.more).toFixed() },
    });
  }
}

/** Stops by their kind: how many, the first of them, and where all of them are shown. */
function groupsOf({ stops, stopsTotal }: Preview, language: string) {
  const kinds = [...new Set(stops.map(({ code }) => code))];
  const of = (code: string) => stops.filter((fault) => fault.code === code);
  // Each check names its first rows and counts all: what is not named belongs to the longest list.
  const longest = kinds.toSorted((a, b) => of(b).length - of(a).length)[0];
  return kinds.map((code) => {
    const faults = of(code);
    const n = faults.length + (code === longest ? stopsTotal - stops.length : 0);
    const key = `manager.stop.${code}`;
    return {
      said: { key: isText(`${key}.other`) ? key : 'manager.stop.other', n },
      faults: faults.slice(0, NAMED).map((fault) => ({ text: inWords(language, fault), row: fault.row })),
      more: Math.max(0, n - NAMED),
      show: addresses[code],
    };
  });
}

const addresses: Record<string, string> = {
  'detail.not-decided': 'status=Started&status=Finished&status=Recount',
  'detail.counts-changed': 'status=Approved&stale=true',
  'detail.not-counted': 'status=Approved&counted=false',
};

/** Both sides of the axis, as long as their share of the value. */
function pictureOf({ in: ins, out }: Preview) {
  const [more, less] = [Math.max(0, Number(ins.value)), Math.max(0, Number(out.value))];
  const all = more + less;
  const lessWidth = all === 0 ? WIDTH / 2 : Math.round((less / all) * WIDTH);
  return {
    less: { x: 4, width: lessWidth },
    axis: lessWidth + 5,
    more: { x: lessWidth + 8, width: WIDTH - lessWidth, sign: Number(ins.value) < 0 ? '' : '+' },
  };
}

/** What goes out, as a loss. Fewer pieces that weigh more are none: their value out is negative. */
const lost = (value: string): string => (exact(value).isZero() ? '0' : exact(value).neg().toFixed());

function zonesOf({ zones }: Preview) {
  const largest = Math.max(0, ...zones.map(({ value }) => Math.abs(Number(value))));
  return zones.map((zone) => {
    const width = largest === 0 ? 0 : Math.max(2, Math.round((Math.abs(Number(zone.value)) / largest) * 26));
    const less = zone.value.startsWith('-');
    return {
      ...zone,
      out: { ...zone.out, value: lost(zone.out.value) },
      bar: { less, x: less ? 28 - width : 28, width },
    };
  });
}
