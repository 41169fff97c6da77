import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
import { furnish } from './furnish.js';

const database = { type: 'postgres', url: process.env.DATABASE_URL, installExtensions: false } as const;
const app = furnish(await NestFactory.create(AppModule.on(database)));
app.enableShutdownHooks();
await app.listen(process.env.PORT ?? 3000, '127.0.0.1');
process.stdout.write(`Open ${await app.getUrl()}/erp/enter?login=mira\n`);
