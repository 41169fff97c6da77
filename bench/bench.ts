import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import 'reflect-metadata';
import { engineOf, openFresh } from './databases.js';
import { report } from './report.js';
import { type Result, run } from './step.js';
import { csvStep, xlsxStep } from './steps/export.js';
import { populateStep } from './steps/populate.js';
import { releaseStep } from './steps/release.js';
import { reviewStep } from './steps/review.js';
import { snapshotStep } from './steps/snapshot.js';
import { transferStep } from './steps/transfer.js';
import { World } from './world.js';

const { values: given } = parseArgs({
  options: {
    million: { type: 'boolean', default: false },
    sizes: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string' },
    out: { type: 'string' },
  },
});
const sizes = (given.sizes?.split(',') ?? ['10000', '100000', ...(given.million ? ['1000000'] : [])]).map(
  Number,
);
const rounds = Number(given.rounds);
const url = process.env.DATABASE_URL;
const steps = [snapshotStep, populateStep, csvStep, xlsxStep, reviewStep, releaseStep, transferStep];
const only = given.only?.split(',');

const results: Result[] = [];
let engine = '';
for (const positions of sizes) {
  const { database, close } = await openFresh(url);
  try {
    engine = await engineOf(database, url);
    console.error(`${positions} positions: making the demo`);
    const world = await World.of(database, positions);
    for (const step of steps) {
      console.error(`${positions} positions: ${step.name}`);
      results.push(await run(step, world, only && !only.includes(step.name) ? 0 : rounds));
    }
  } finally {
    await close();
  }
}
const shown = results.filter(({ ours }) => ours.length > 0).sort((a, b) => order(a) - order(b));
const text = report(engine, rounds, shown);
console.log(text);
if (given.out) {
  mkdirSync(dirname(given.out), { recursive: true });
  writeFileSync(given.out, text);
}

function order({ step, positions }: Result): number {
  return steps.findIndex(({ name }) => name === step) * 1e9 + positions;
}
