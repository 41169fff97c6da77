import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { version } from '../package-root.js';
import { namedSchemas } from './operation.js';

/** `/api/openapi.json` and a page to read it. `path`: where the application is mounted; empty at the root. */
export function describeInterface(app: INestApplication, path: string): void {
  const config = new DocumentBuilder()
    .setTitle('Warehouse reconciliation')
    .setDescription(
      'Planned warehouse counts: every step for other programs. Quantities are text, times ISO 8601 in UTC.',
    )
    .setVersion(version)
    .addServer(path || '/')
    .addBearerAuth()
    .addSecurityRequirements('bearer')
    .build();
  const document = () => {
    const made = SwaggerModule.createDocument(app, config, { operationIdFactory: nameOf });
    mayRepeat(made);
    return { ...made, components: { ...made.components, schemas: namedSchemas() } };
  };
  SwaggerModule.setup('api/docs', app, document, { jsonDocumentUrl: 'api/openapi.json', raw: ['json'] });
}

/** `reconciliations_list`: what a client's function is called. */
const nameOf = (controller: string, method: string): string =>
  `${controller.charAt(0).toLowerCase()}${controller.slice(1).replace('Controller', '')}_${method}`;

/** Every POST takes a key to be repeated with (`idempotency.interceptor.ts`). */
function mayRepeat({ paths }: OpenAPIObject): void {
  for (const { post } of Object.values(paths)) {
    if (!post) continue;
    post.parameters = [
      ...(post.parameters ?? []),
      {
        name: 'Idempotency-Key',
        in: 'header',
        required: false,
        description: 'The same key and body: the same answer, for 24 hours.',
        schema: { type: 'string', maxLength: 200 },
      },
    ];
  }
}
