import { z } from 'zod';
import type { ParsedBarcode } from '../../terminal/barcodes.js';
import type { Option } from '../../terminal/facts.js';
import type { ScanResult, ShownChoice, Warning } from '../../terminal/scan.js';
import type { ScanAnswer, TerminalPage } from '../../terminal/scans.js';
import type { TerminalState, Waiting } from '../../terminal/state.js';
import { answer, decimal, uuid } from './answer.js';
import { count } from './counts.js';
import { workerLine } from './worker.js';

export const shownChoice = answer<ShownChoice>()(
  'ShownChoice',
  z.object({
    answer: z.string().describe('What a scan carries as `answer`.'),
    kind: z.enum([
      'location',
      'unit',
      'product',
      'lot',
      'serial',
      'quantity',
      'filled',
      'confirmed',
      'instead',
      'left',
      'unknown',
    ]),
    label: z.string().describe("What stands on the button: a code, an address, a product's name."),
    detail: z.string().nullable(),
  }),
);

export const option = answer<Option>()(
  'Option',
  z.object({
    id: uuid,
    label: z.string(),
  }),
);

export const waiting = answer<Waiting>()(
  'Waiting',
  z.object({
    productId: uuid,
    partNumber: z.string(),
    name: z.string(),
    variant: z.string().nullable(),
    lot: z.string().nullable(),
    serial: z.string().nullable(),
    need: z.enum(['lot', 'serial', 'quantity', 'variant', 'logistic-unit', 'weight']),
    optional: z.boolean().describe('The product can do without: an answer of null is allowed.'),
    options: z.array(option),
    units: z.array(option).describe('Units it may be counted in, the one it would be counted in first.'),
    baseUnit: option
      .nullable()
      .describe('Unit of what is measured beside the quantity, where the ratio is variable; null elsewhere.'),
  }),
);

export const terminalState = answer<TerminalState>()(
  'TerminalState',
  z.object({
    lastScanId: uuid.nullable().describe('The scan that a new outbox goes on from.'),
    location: z
      .object({
        id: uuid,
        address: z.string(),
      })
      .nullable(),
    locationCertain: z
      .boolean()
      .describe('False: a location scan did not work; until the next one that does, nothing is counted.'),
    logisticUnit: z
      .object({
        id: uuid,
        code: z.string(),
      })
      .nullable(),
    quantity: decimal.nullable(),
    waiting: waiting.nullable(),
    question: z
      .object({
        code: z.string(),
        text: z.string(),
        choices: z.array(shownChoice),
      })
      .nullable(),
    exceptionId: uuid
      .nullable()
      .describe('The exception that was kept just now: a quantity and a word can be added.'),
  }),
);

export const warning = answer<Warning>()(
  'Warning',
  z.object({
    code: z.string(),
    message: z.string(),
    values: z.record(z.string(), z.union([z.string(), z.int()]).nullable()),
  }),
);

export const scanResult = answer<ScanResult>()(
  'ScanResult',
  z.object({
    scanId: uuid,
    outcome: z.enum(['location', 'unit', 'product', 'quantity', 'counted', 'ask', 'exception', 'refused']),
    code: z.string(),
    title: z.string().describe('At most 20 characters, then at most 40. English.'),
    message: z.string(),
    values: z
      .record(z.string(), z.union([z.string(), z.int()]).nullable())
      .describe('What the texts are about.'),
    status: z
      .int()
      .optional()
      .describe('Of a refusal: what the whole request would have been answered with.'),
    detail: z.string().optional().describe('The whole sentence, where the message is too short for it.'),
    countId: uuid.optional(),
    exceptionId: uuid.optional(),
    choices: z.array(shownChoice).optional(),
    doubleRead: z
      .literal(true)
      .optional()
      .describe('The same code within 300 ms: a trigger pulled once may have read twice.'),
    warnings: z.array(warning).optional(),
  }),
);

export const scanAnswer = answer<ScanAnswer>()(
  'ScanAnswer',
  z.object({
    results: z.array(scanResult).describe('One for each scan, in their order.'),
    state: terminalState,
  }),
);

export const terminalPage = answer<TerminalPage>()(
  'TerminalPage',
  z.object({
    counted: z
      .array(count)
      .describe('The newest records at the location in hand, whoever made them, voided ones too.'),
    order: z.object({
      id: uuid,
      documentNo: z.string(),
      recount: z
        .boolean()
        .describe('Made from rows to be counted again: a line stands for its own row only.'),
      blind: z.boolean().describe('What is expected must not be shown. The first count is always blind.'),
    }),
    state: terminalState,
    last: scanResult.nullable().describe('What the last scan came to.'),
    lines: z.array(workerLine).describe("The order's lines at the location in hand."),
  }),
);

export const parsedBarcode = answer<ParsedBarcode>()(
  'ParsedBarcode',
  z.object({
    kind: z.enum(['quantity', 'gs1', 'digital-link', 'code']),
    elements: z.array(
      z.object({
        ai: z.string().describe('Application Identifier, 2 to 4 digits.'),
        title: z.string().describe("The dictionary's data title."),
        value: z
          .string()
          .describe("As it stands in the element string (a Digital Link's short GTIN padded to 14)."),
        data: z
          .string()
          .describe('What it means: ISO date, decimal without idle zeros, count, else the value.'),
      }),
    ),
    warnings: z.array(z.object({ code: z.string(), message: z.string() })),
  }),
);
