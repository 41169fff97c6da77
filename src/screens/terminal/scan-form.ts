import { z } from 'zod';
import { formSchema, scansBody } from '../../api/scans.controller.js';
import { refuse } from '../../errors.js';
import type { Scan } from '../../terminal/scan.js';

/**
 * What a page's button or form sends as a scan: the fields it is made of. `answer` is a button of a
 * question or a key, everything else a form's; `pick` is a form's fields in one button.
 */
export const fieldsSchema = z.record(z.string().max(40), z.string().max(2_000));
type Fields = z.output<typeof fieldsSchema>;

/** Of these a list may say "without": an empty value. An empty input was not filled in. */
const nullable = new Set(['variantId', 'lotId', 'logisticUnitId']);

/** The answer that fields mean; undefined when there is none, and only the text counts. */
export function answerOf({ answer, pick, ...others }: Fields): Scan['answer'] {
  if (answer !== undefined) return answer.slice(0, 60);
  const filled = Object.entries(others).flatMap(([name, value]) => {
    if (!(name in formSchema.shape)) return [];
    const empty = value.trim() === '';
    return empty && !nullable.has(name) ? [] : [[name, empty ? null : value]];
  });
  const form = { ...picked(pick), ...Object.fromEntries(filled) };
  if (Object.keys(form).length === 0) return undefined;
  const read = formSchema.safeParse(form);
  if (read.success) return read.data;
  throw refuse('malformed', 'scan.form-malformed', 'This form could not be read. Load the page again.');
}

function picked(pick: string | undefined): object {
  try {
    return pick === undefined ? {} : JSON.parse(pick);
  } catch {
    return { pick };
  }
}

/** As the outbox sends them: scans with the fields of what was pressed. */
export const outboxBody = scansBody.extend({
  scans: z
    .array(scansBody.shape.scans.element.omit({ answer: true }).extend({ fields: fieldsSchema.optional() }))
    .min(1)
    .max(50),
});
