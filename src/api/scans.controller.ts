import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { Barcodes, type ParsedBarcode } from '../terminal/barcodes.js';
import { MOST_SCANS, type ScanAnswer, Scans, type TerminalPage } from '../terminal/scans.js';
import { Id, Operation, Valid } from './operation.js';
import { Me } from './request.js';
import { id, quantity, record } from './schemas.js';

const moment = z.iso.datetime({ offset: true });
const text = z.string().max(2_000);

export const formSchema = z.strictObject({
  locationId: id.optional(),
  productId: id.optional(),
  variantId: id.nullable().optional(),
  lotId: id.nullable().optional(),
  serialNumberId: id.optional(),
  logisticUnitId: id.nullable().optional(),
  unitId: id.optional(),
  quantity: quantity.optional(),
  quantityBase: quantity.optional(),
  measureUnitId: id.optional(),
  exceptionId: id.optional(),
  note: z.string().max(254).optional(),
});
/** A choice as it was given says its answer. */
const chosen = z.looseObject({ answer: z.string().max(60) }).transform(({ answer }) => answer);
export const scansBody = z.strictObject({
  sentAt: moment,
  scans: z
    .array(
      z.strictObject({
        scanId: id,
        after: id.nullish().transform((before) => before ?? null),
        text,
        scannedAt: moment,
        /** A button (`answer` of a choice, `neither`), a key (`undo`, `drop:quantity`, …) or a form. */
        answer: z.union([z.string().max(60), chosen, formSchema]).optional(),
