import { z } from 'zod';
import type { EnteredSheet } from '../../reconciliation/sheets/sheet-entry.js';
import { answer } from './answer.js';
import { fault } from './faults.js';

export const enteredSheet = answer<EnteredSheet>()(
  'EnteredSheet',
  z.object({
    recorded: z.int().describe('Counts that were recorded now.'),
    repeated: z
      .int()
      .describe(
        'Rows that had been entered before, exactly so; those whose count is void meanwhile among them.',
      ),
    void: z.int(),
    empty: z.int().describe('Locations and positions where nothing was found.'),
    blank: z.int().describe('Rows without a quantity.'),
    finished: z.boolean(),
    warnings: z.array(fault).describe('Who else was at a location.'),
  }),
);
