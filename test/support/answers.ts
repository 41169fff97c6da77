import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { tap } from 'rxjs';
import type { z } from 'zod';
import { ANSWER } from '../../src/api/operation.js';

/** Fails a request whose answer is not what the interface's description promises. */
@Injectable()
export class AsDescribed implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler) {
    const schema: z.ZodType | undefined = Reflect.getMetadata(ANSWER, context.getHandler());
    const response = context.switchToHttp().getResponse();
    return next.handle().pipe(
      tap((body) => {
        if (!schema || response.headersSent || response.statusCode === 202) return;
        const { error } = schema.safeParse(body === undefined ? body : JSON.parse(JSON.stringify(body)));
        if (error) throw new Error(`${context.getHandler().name}: not as described. ${error.message}`);
      }),
    );
  }
}
