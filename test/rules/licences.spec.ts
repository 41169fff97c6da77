import { readFileSync } from 'node:fs';
import { listed, listFile, shipped, unfit } from '../../scripts/licences.js';

test('docs/licences.md lists what the lock file ships (npm run licences)', () => {
  expect(shipped().length).toBeGreaterThan(100);
  expect(readFileSync(listFile, 'utf8')).toBe(listed());
});

test('every licence is one that we may hand on', () => {
  expect(unfit()).toEqual([]);
});
