import { applyDecorators, HttpCode, type PipeTransform, SetMetadata } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiHeader,
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiResponse,
  ApiSecurity,
} from '@nestjs/swagger';
import { z } from 'zod';
import type { Role } from '../access/actor.js';
import { type Fault, refuseAll } from '../errors.js';
import { problem } from './answers/faults.js';
import { type FileType, fileTypes } from './files.js';

/** Who may call: one of the roles, anybody signed in, or everybody. */
export type Audience = readonly Role[] | 'signed-in' | 'everybody';
export const AUDIENCE = 'audience';
export const ANSWER = 'answer';

interface Description {
  summary: string;
  for: Audience;
  body?: z.ZodType;
  /** The body is a form with a file beside its fields. */
  upload?: z.ZodType;
  query?: z.ZodObject;
  /** The answer's body; none: 204. */
  answer?: z.ZodType;
  /** The answer is a file of this type. */
  file?: FileType;
  /** What the answer's body is when it is not JSON. */
  media?: 'text/plain' | 'text/event-stream';
  /** 200 unless told; 202 for background work. */
  status?: number;
  /** The answer when it becomes background work. */
  mayBeJob?: boolean;
  /** Path parameters, each an id. */
  ids?: readonly string[];
  /** Sent again it answers 200 instead of 201. */
  mayBeReplay?: boolean;
  /** Takes the ETag of the last read. */
  ifMatch?: boolean;
}

const at = (name: string) => `#/components/schemas/${name}`;

/** A schema in OpenAPI's words; what has a name is referred to (`namedSchemas`). */
function jsonSchema(type: z.ZodType, io: 'input' | 'output') {
  const name = z.globalRegistry.get(type)?.id;
  if (name) return { $ref: at(name) } as never;
  const { $schema, $defs, definitions, ...schema } = z.toJSONSchema(type, { ...words, io });
  return JSON.parse(JSON.stringify(schema).replaceAll(/#\/(?:\$defs|definitions)\//g, at(''))) as never;
}

const words = { target: 'openapi-3.0', unrepresentable: 'any' } as const;

/** Everything that answers call by a name. */
export const namedSchemas = () =>
  z.toJSONSchema(z.globalRegistry, { ...words, io: 'output', uri: at }).schemas as Record<string, never>;

export const acceptedSchema = z.object({ jobId: z.guid() });

const ETAG = 'The ETag of the last read; changed since: 412 with the present content.';

/** Everything a route says of itself: who may call it, what goes in and what comes out. */
export function Operation(o: Description): MethodDecorator {
  const status = o.status ?? (o.answer || o.file ? 200 : 204);
  const content = (type: z.ZodType, media = 'application/json') => ({
    content: { [media]: { schema: jsonSchema(type, 'output') } },
  });
  const decorators = [
    SetMetadata(AUDIENCE, o.for),
    SetMetadata(ANSWER, o.answer),
    ApiOperation({
      summary: o.summary,
      description: Array.isArray(o.for) ? `For: ${o.for.join(', ')}.` : undefined,
    }),
    HttpCode(status),
    ApiResponse({
      status,
      description: 'Done',
      ...(o.answer ? content(o.answer, o.media) : {}),
      ...(o.file
        ? { content: { [fileTypes[o.file]]: { schema: { type: 'string', format: 'binary' } } } }
        : {}),
    }),
    ApiResponse({ status: '4XX', description: 'Refused', ...content(problem, 'application/problem+json') }),
    ApiResponse({
      status: '5XX',
      description: 'Not done; try again',
      ...content(problem, 'application/problem+json'),
    }),
  ];
  if (o.for === 'everybody') decorators.push(ApiSecurity({}));
  if (o.ifMatch) decorators.push(ApiHeader({ name: 'If-Match', required: false, description: ETAG }));
  if (o.upload) {
    const fields = jsonSchema(o.upload, 'input') as { properties: object };
    const file = { type: 'string', format: 'binary' };
    const schema = { ...fields, properties: { ...fields.properties, file }, required: ['file'] };
    decorators.push(ApiConsumes('multipart/form-data'), ApiBody({ schema: schema as never }));
  }
  if (o.body) decorators.push(ApiBody({ schema: jsonSchema(o.body, 'input') }));
  for (const name of o.ids ?? [])
    decorators.push(ApiParam({ name, schema: { type: 'string', format: 'uuid' } }));
  for (const [name, type] of Object.entries(o.query?.shape ?? {})) {
    decorators.push(ApiQuery({ name, required: false, schema: jsonSchema(type as z.ZodType, 'input') }));
  }
  if (o.mayBeReplay && o.answer)
    decorators.push(ApiResponse({ status: 200, description: 'It was there already', ...content(o.answer) }));
  if (o.mayBeJob)
    decorators.push(
      ApiResponse({ status: 202, description: 'Under way', schema: jsonSchema(acceptedSchema, 'output') }),
    );
  return applyDecorators(...(decorators as MethodDecorator[]));
}

/** Reads a body or query by its schema. Every fault at once, with field, value and what is allowed. */
export class Valid<T> implements PipeTransform<unknown, T> {
  constructor(private readonly schema: z.ZodType<T>) {}

  transform(value: unknown): T {
    const { success, data, error } = this.schema.safeParse(value ?? {}, { reportInput: true });
    if (success) return data;
    refuseAll('malformed', error.issues.map(faultOf));
    throw error;
  }
}

function faultOf(issue: z.core.$ZodIssue): Fault {
  const row = issue.path.find((step) => typeof step === 'number');
  const value = issue.input;
  return {
    code: `request.${issue.code.replaceAll('_', '-')}`,
    message: `${issue.path.join('.') || 'The body'}: ${issue.message}`,
    field: issue.path.join('.'),
    ...(typeof row === 'number' ? { row } : {}),
    ...(value !== undefined && JSON.stringify(value)?.length < 200 ? { value } : {}),
    ...('values' in issue ? { allowed: issue.values } : {}),
    ...('keys' in issue ? { value: issue.keys } : {}),
  };
}

/** An id in a path. */
export class Id implements PipeTransform<string, string> {
  transform(value: string): string {
    if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)) return value.toLowerCase();
    refuseAll('malformed', [
      { code: 'id.malformed', message: 'An id is a UUID.', value: value.slice(0, 100) },
    ]);
    return value;
  }
}
