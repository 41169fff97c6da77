import type { INestApplication } from '@nestjs/common';
import session from 'express-session';

/** What the ERP puts before all its routes: a prefix, and its own session. */
export function furnish(app: INestApplication): INestApplication {
  app.setGlobalPrefix('erp');
  app.use(session({ name: 'erp', secret: 'of the ERP', resave: false, saveUninitialized: false }));
  return app;
}
