import {
  type CallHandler,
  type CanActivate,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { map, type Observable } from 'rxjs';

/** The ERP's own rule for all its routes: a form says where it comes from. */
@Injectable()
export class ErpGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { method, headers } = context.switchToHttp().getRequest();
    return method === 'GET' || headers['x-erp'] === 'form';
  }
}

/** The ERP's own envelope for all its answers. */
@Injectable()
export class ErpEnvelope implements NestInterceptor {
  intercept(_: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(map((data) => ({ data })));
  }
}
