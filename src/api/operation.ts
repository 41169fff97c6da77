import { applyDecorators, HttpCode, type PipeTransform, SetMetadata } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiQuery, ApiResponse } from '@nestjs/swagger';
import { z } from 'zod';
import type { Role } from '../access/actor.js';
import { type Fault, refuseAll } from '../errors.js';
import { type FileType, fileTypes } from './files.js';

/** Who may call: one of the roles, anybody signed in, or everybody. */
export type Audience = readonly Role[] | 'signed-in' | 'everybody';
export const AUDIENCE = 'audience';

interface Description {
  summary: string;
  for: Audience;
  body?: z.ZodType;
  query?: z.ZodObject;
  /** The answer's body; none: 204. */
  answer?: z.ZodType;
  /** The answer is a file of this type. */
  file?: FileType;
  /** 200 unless told; 202 for background work. */
  status?: number;
  /** The answer when it becomes background work. */
  mayBeJob?: boolean;
  /** Path parameters, each an id. */
  ids?: readonly string[];
}

const jsonSchema = (type: z.ZodType, io: 'input' | 'output') => {
  const { $schema, ...schema } = z.toJSONSchema(type, { target: 'openapi-3.0', io, unrepresentable: 'any' });
  return schema as never;
};

export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  errors: z.array(
    z.object({
      code: z.string(),
      detail: z.string(),
      row: z.any().optional(),
      field: z.string().optional(),
      value: z.any().optional(),
      allowed: z.any().optional(),
    }),
  ),
});
export const acceptedSchema = z.object({ jobId: z.guid() });

/** Everything a route says of itself: who may call it, what goes in and what comes out. */
export function Operation(o: Description): MethodDecorator {
  const status = o.status ?? (o.answer || o.file ? 200 : 204);
  const decorators = [
    SetMetadata(AUDIENCE, o.for),
    ApiOperation({
      summary: o.summary,
      description: Array.isArray(o.for) ? `For: ${o.for.join(', ')}.` : undefined,
    }),
    HttpCode(status),
    ApiResponse({
      status,
      description: 'Done',
      ...(o.answer ? { schema: jsonSchema(o.answer, 'output') } : {}),
      ...(o.file
        ? { content: { [fileTypes[o.file]]: { schema: { type: 'string', format: 'binary' } } } }
        : {}),
    }),
    ApiResponse({
      status: '4XX',
      description: 'Refused',
      content: { 'application/problem+json': { schema: jsonSchema(problemSchema, 'output') } },
    }),
  ];
  if (o.body) decorators.push(ApiBody({ schema: jsonSchema(o.body, 'input') }));
  for (const name of o.ids ?? [])
    decorators.push(ApiParam({ name, schema: { type: 'string', format: 'uuid' } }));
  for (const [name, type] of Object.entries(o.query?.shape ?? {})) {
    decorators.push(ApiQuery({ name, required: false, schema: jsonSchema(type as z.ZodType, 'input') }));
  }
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
