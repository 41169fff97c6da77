import type { ZoneProgress } from '../../reconciliation/progress/progress.js';
import { percentOf } from '../format.js';

/** The picture is so wide; its height is what the zones need. */
const WIDTH = 780;
const EDGE = 10;
const GAP = 10;
/** Blocks side by side in the whole picture. */
const COLUMNS = 7;
const BLOCK = 97;
const BETWEEN = 6;
const TITLE = 30;
/** With more blocks than these, zones are taken together with those above them. */
const MOST_BLOCKS = 48;
/** Room for the longest bar on each side of a block's axis. */
const BAR_SHARE = 0.44;

/** A zone that is counted, as a block. */
export interface Block {
  id: string;
  code: string;
  x: number;
  y: number;
  width: number;
  height: number;
  done: number;
  total: number;
  percent: number;
  all: boolean;
  fillY: number;
  fillHeight: number;
  less: string;
  more: string;
  axis: number;
  lessBar: { x: number; width: number } | null;
  moreBar: { x: number; width: number } | null;
  workers: { name: string; silent: boolean; dy: number }[];
}

/** A zone at the top of the tree, with its blocks. */
export interface Frame {
  id: string;
  title: string;
  done: number;
  total: number;
  percent: number;
  x: number;
  y: number;
  width: number;
  height: number;
  blocks: Block[];
}

interface Sum extends ZoneProgress {
  depth: number;
}

/** The warehouse's zones as a picture, each filled by how far it is. */
export function zoneMap(zones: readonly ZoneProgress[]): { frames: Frame[]; height: number } {
  const groups = grouped(zones);
  const largest = Math.max(
    0,
    ...groups.flatMap(({ blocks }) => blocks.flatMap((b) => [-Number(b.less), Number(b.more)])),
  );
  const frames: Frame[] = [];
  let y = EDGE;
  for (const shelf of shelves(groups)) {
    const columns = shelf.reduce((sum, group) => sum + columnsOf(group), 0);
    const rows = Math.max(...shelf.map((group) => Math.ceil(group.blocks.length / columnsOf(group))));
    const height = TITLE + rows * (BLOCK + BETWEEN) + BETWEEN;
    const unit = (WIDTH - GAP * (shelf.length - 1)) / columns;
    let x = EDGE;
    for (const group of shelf) {
      const width = unit * columnsOf(group);
      frames.push(frameOf(group, { x, y, width, height }, largest));
      x += width + GAP;
    }
    y += height + GAP;
  }
  return { frames, height: Math.round(y) };
}

interface Group {
  top: Sum;
  blocks: Sum[];
}

const columnsOf = ({ blocks }: Group): number =>
  Math.min(COLUMNS, blocks.length <= 3 ? Math.max(2, blocks.length) : Math.ceil(blocks.length / 2));

/** Groups side by side as long as there is room. */
function shelves(groups: readonly Group[]): Group[][] {
  const found: Group[][] = [];
  let room = 0;
  for (const group of groups) {
    const columns = columnsOf(group);
    if (columns > room) {
      found.push([]);
      room = COLUMNS;
    }
    found.at(-1)?.push(group);
    room -= columns;
  }
  return found;
}

/** Zones with something to count, below the zone at the top of their branch; deep ones are taken together. */
function grouped(zones: readonly ZoneProgress[]): Group[] {
  const known = new Map(zones.map((zone) => [zone.id, zone]));
  const path = (zone: ZoneProgress): ZoneProgress[] => {
    const found = [zone];
    for (let up = zone; up.parentId && found.length < 50; ) {
      const parent = known.get(up.parentId);
      if (!parent || found.includes(parent)) break;
      found.unshift(parent);
      up = parent;
    }
    return found;
  };
  const counted = zones.filter(({ total }) => total > 0).map((zone) => ({ zone, path: path(zone) }));
  const deepest = Math.max(1, ...counted.map((one) => one.path.length));
  for (let depth = deepest; ; depth--) {
    const blocks = new Map<string, Sum>();
    for (const { zone, path } of counted) {
      const at = path[Math.min(depth, path.length) - 1] as ZoneProgress;
      blocks.set(
        at.id,
        plus(blocks.get(at.id) ?? { ...at, ...nothing, depth: Math.min(depth, path.length) }, zone),
      );
    }
    if (blocks.size > MOST_BLOCKS && depth > 1) continue;
    const top = frameDepth(counted.map((one) => one.path));
    const frame = (block: Sum) => {
      const own = path(block);
      return (own[Math.min(top, own.length) - 1] as ZoneProgress).id;
    };
    return [...byKey(blocks.values(), frame)].map(([id, own]) => ({
      top: own.reduce((sum, block) => plus(sum, block), {
        ...(known.get(id) as ZoneProgress),
        ...nothing,
        depth: 1,
      }),
      blocks: own,
    }));
  }
}

/** Frames are the zones at the top of the tree; where there is only one, those below it. */
function frameDepth(paths: readonly (readonly ZoneProgress[])[]): number {
  const deepest = Math.max(1, ...paths.map((path) => path.length));
  for (let depth = 1; depth < deepest; depth++) {
    if (new Set(paths.map((path) => path[Math.min(depth, path.length) - 1]?.id)).size > 1) return depth;
  }
  return Math.max(1, deepest - 1);
}

const nothing = { done: 0, total: 0, less: '0', more: '0', workers: [] as ZoneProgress['workers'] };

function plus(sum: Sum, zone: ZoneProgress): Sum {
  return {
    ...sum,
    done: sum.done + zone.done,
    total: sum.total + zone.total,
    less: String(Number(sum.less) + Number(zone.less)),
    more: String(Number(sum.more) + Number(zone.more)),
    workers: [...sum.workers, ...zone.workers],
  };
}

function byKey<T>(items: Iterable<T>, key: (item: T) => string): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const item of items) found.set(key(item), [...(found.get(key(item)) ?? []), item]);
  return found;
}

function frameOf(
  { top, blocks }: Group,
  at: { x: number; y: number; width: number; height: number },
  largest: number,
): Frame {
  const columns = columnsOf({ top, blocks });
  const rows = Math.ceil(blocks.length / columns);
  const width = (at.width - BETWEEN * 2 - BETWEEN * (columns - 1)) / columns;
  const height = (at.height - TITLE - BETWEEN - BETWEEN * rows) / rows;
  return {
    id: top.id,
    title: `${top.code} ${top.name}`,
    done: top.done,
    total: top.total,
    percent: percentOf(top.done, top.total),
    ...round(at),
    blocks: blocks.map((block, i) =>
      blockOf(
        block,
        {
          x: at.x + BETWEEN + (i % columns) * (width + BETWEEN),
          y: at.y + TITLE + Math.floor(i / columns) * (height + BETWEEN),
          width,
          height,
        },
        largest,
      ),
    ),
  };
}

function blockOf(
  zone: Sum,
  at: { x: number; y: number; width: number; height: number },
  largest: number,
): Block {
  const axis = at.x + at.width / 2;
  const bar = (value: number) =>
    value === 0 || largest === 0 ? 0 : Math.max(2, (value / largest) * at.width * BAR_SHARE);
  const [less, more] = [bar(-Number(zone.less)), bar(Number(zone.more))];
  const fill = zone.total === 0 ? 0 : (zone.done / zone.total) * at.height;
  return {
    id: zone.id,
    code: zone.code,
    ...round(at),
    done: zone.done,
    total: zone.total,
    percent: percentOf(zone.done, zone.total),
    all: zone.done >= zone.total,
    fillY: tenth(at.y + at.height - fill),
    fillHeight: tenth(fill),
    less: zone.less,
    more: zone.more,
    axis: tenth(axis),
    lessBar: less === 0 ? null : { x: tenth(axis - less), width: tenth(less) },
    moreBar: more === 0 ? null : { x: tenth(axis), width: tenth(more) },
    workers: zone.workers
      .slice(0, 2)
      .map(({ name, silent }, i) => ({ name: shortName(name), silent, dy: 16 * i })),
  };
}

/** Ivo Dimitrov is Ivo D. where there is little room. */
const shortName = (name: string): string => {
  const [first = '', ...others] = name.split(' ');
  const last = others.at(-1);
  return last ? `${first} ${last[0]}.` : first;
};

const tenth = (value: number): number => Math.round(value * 10) / 10;
const round = ({ x, y, width, height }: { x: number; y: number; width: number; height: number }) => ({
  x: tenth(x),
  y: tenth(y),
  width: tenth(width),
  height: tenth(height),
});
