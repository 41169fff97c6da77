import type { Zone } from '../../reconciliation/warehouses.js';

/** A zone in its place of the tree. */
export interface TreeZone extends Zone {
  depth: number;
  indent: string;
}

/** Zones that a tree shows at once; where there are more, a search narrows it. */
const SHOWN = 200;

/** Zones in the order of their tree; one whose parent is missing stands at the top. */
export function treeOf(zones: readonly Zone[]): TreeZone[] {
  const known = new Set(zones.map(({ id }) => id));
  const below = new Map<string, Zone[]>();
  for (const zone of zones) {
    const parent = zone.parentId && known.has(zone.parentId) ? zone.parentId : '';
    const beside = below.get(parent);
    if (beside) beside.push(zone);
    else below.set(parent, [zone]);
  }
  const seen = new Set<string>();
  const walk = (parent: string, depth: number): TreeZone[] =>
    (below.get(parent) ?? []).flatMap((zone) => {
      if (seen.has(zone.id)) return [];
      seen.add(zone.id);
      return [{ ...zone, depth, indent: '  '.repeat(depth) }, ...walk(zone.id, depth + 1)];
    });
  return walk('', 0);
}

/**
 * The part of a tree that is shown: with words the zones that have them in code or name, each below the
 * zones it lies in; without, as many levels as there is room for. `more`: zones that would be shown too.
 */
export function partOfTree(tree: readonly TreeZone[], words: string): { zones: TreeZone[]; more: number } {
  const wanted = words.trim().toLowerCase();
  if (wanted === '') {
    const deepest = Math.max(0, ...tree.map(({ depth }) => depth));
    const upTo = (depth: number) => tree.filter((zone) => zone.depth <= depth);
    let zones = upTo(deepest);
    for (let depth = deepest - 1; zones.length > SHOWN && depth >= 0; depth--) zones = upTo(depth);
    zones = zones.slice(0, SHOWN);
    return { zones, more: tree.length - zones.length };
  }
  const zones: TreeZone[] = [];
  const above: TreeZone[] = [];
  let more = 0;
  for (const zone of tree) {
    above.length = zone.depth;
    above.push(zone);
    if (!`${zone.code} ${zone.name}`.toLowerCase().includes(wanted)) continue;
    const path = above.filter((one) => !zones.includes(one));
    if (zones.length + path.length > SHOWN) more++;
    else zones.push(...path);
  }
  return { zones, more };
}
