import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import 'reflect-metadata';
import { engineOf, openFresh } from './databases.js';
import { measureGrid } from './grid/grid.js';
import { gridReport } from './grid/report.js';
import { countAndReview } from './grid/spread.js';
import { World } from './world.js';

const { values: given } = parseArgs({
  options: {
    positions: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string' },
    out: { type: 'string' },
  },
});
const url = process.env.DATABASE_URL;
const { database, close } = await openFresh(url);
try {
  console.error(`${given.positions} positions: making the demo, counting and reviewing it`);
  const world = await World.of(database, Number(given.positions));
  await countAndReview(world);
  const rounds = Number(given.rounds);
  const times = await measureGrid(world, rounds, given.only ? new RegExp(given.only) : undefined);
  const text = gridReport(await engineOf(database, url), rounds, times);
  console.log(text);
  if (given.out) {
    mkdirSync(dirname(given.out), { recursive: true });
    writeFileSync(given.out, text);
  }
} finally {
  await close();
}
