import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { connect } from '../../src/database/connect.js';
import { World } from '../world.js';
import { Documents } from '../../src/erp/documents.js';
import { ErpOptions } from '../../src/erp/erp-options.js';
import { Counts } from '../../src/reconciliation/counting/counts.js';
import { Details } from '../../src/reconciliation/details/details.js';
const { database, close } = await connect({ url: process.env.DATABASE_URL as string });
const kept = JSON.parse(readFileSync('/tmp/grid-1000000.json', 'utf8'));
const world = World.again(database, 1_000_000, kept.demo, kept.id, kept.documentId);
const options = ErpOptions.of({});
const details = new Details(database, new Counts(database, new Documents(options), options));
const query = database.source.query.bind(database.source);
(database.source as any).query = async (text: any, params: any) => {
  const start = performance.now();
  const rows = await query(text, params);
  const ms = performance.now() - start;
  console.log('---', Math.round(ms), 'ms', JSON.stringify(params).slice(0, 200));
  if (ms > Number(process.argv[4] ?? 40)) {
    const plain = typeof text === 'string' ? text : text.text;
    console.log(plain.slice(0, 3000));
    const plan = await query(`EXPLAIN (ANALYZE, BUFFERS) ${plain}`, params ?? []);
    console.log(plan.map((r: any) => r['QUERY PLAN']).join('\n'));
  }
  return rows;
};
const filter = JSON.parse(process.argv[2] ?? '{}');
await details.list(world.manager, world.reconciliationId, filter, { limit: 50, cursor: undefined }, process.argv[3] ?? 'lineNo');
await close();
