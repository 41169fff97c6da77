import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Actor } from '../../access/actor.js';
import type { Asked } from '../../api/request.js';
import { Scopes } from '../../reconciliation/scope/measure.js';
import type { ScopeLine, ScopeLineInput } from '../../reconciliation/scope/scope-lines.js';
import { Warehouses } from '../../reconciliation/warehouses.js';
import { Workers } from '../../reconciliation/workers.js';
import { Places } from '../../terminal/places.js';
import { Pages, partOf } from '../page.js';
import type { Said } from '../view-formats.js';
import { partOfTree, treeOf } from './zone-tree.js';

const ids = z.preprocess(
  (value) => (value === undefined ? [] : [value].flat()),
  z.array(z.guid()).max(5_000),
);
/** Lines and overlaps that a page shows; the others stay in the form and are counted. */
const LINES = 200;
const OVERLAPS = 10;
/** A tree of so few zones needs no search. */
const FEW_ZONES = 20;

/** The scope as a form sends it: ticked zones, chosen locations, what was typed or scanned, and workers. */
export const scopeFields = {
  zone: ids,
  place: ids,
  typed: z.string().max(20_000).default(''),
  /** Part of a zone's code or name: narrows the tree. */
  find: z.string().max(100).default(''),
  remove: z.union([z.guid(), z.literal('all')]).optional(),
  do: z.enum(['look', 'save']).default('look'),
};
const fields = z.object(scopeFields);
export type ScopeForm = z.output<typeof fields> & { workers: Record<string, string> };

/** Workers stand in fields of their own, one for each chosen place: `worker-<id>`. */
export function workersIn(body: unknown): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, value] of Object.entries((body ?? {}) as Record<string, unknown>)) {
    const id = /^worker-([\da-f-]{36})$/.exec(name)?.[1];
    if (id && z.guid().safeParse(value).success) found[id] = String(value);
  }
  return found;
}

/** A stored scope as the form would send it. */
export function formOf(lines: readonly ScopeLine[]): ScopeForm {
  const workers: Record<string, string> = {};
  for (const { zoneId, locationId, workerId } of lines) {
    const place = locationId ?? zoneId;
    if (place && workerId) workers[place] = workerId;
  }
  return {
    zone: lines.filter(({ locationId }) => locationId === null).flatMap(({ zoneId }) => zoneId ?? []),
    place: lines.flatMap(({ locationId }) => locationId ?? []),
    typed: '',
    find: '',
    do: 'look',
    workers,
  };
}

/** A line of the scope as the form shows it. */
interface ShownLine {
  id: string;
  no: number;
  name: string;
  isZone: boolean;
  workers: { id: string; name: string; chosen: boolean }[];
}

/** Choosing what is counted. */
@Injectable()
export class ScopeForms {
  constructor(
    private readonly pages: Pages,
    private readonly warehouses: Warehouses,
    private readonly scopes: Scopes,
    private readonly workers: Workers,
    private readonly places: Places,
  ) {}

  /** Reads what was typed into locations and takes out what was removed; `unknown`: addresses nobody knows. */
  async settle(
    reader: Actor,
    warehouseId: string,
    form: ScopeForm,
  ): Promise<{ form: ScopeForm; unknown: string[] }> {
    if (form.remove === 'all') return { form: { ...form, zone: [], place: [], workers: {} }, unknown: [] };
    const typed = [...new Set(form.typed.split(/[\n\r\t,;]+/).map((one) => one.trim()))].filter(Boolean);
    const unknown: string[] = [];
    const places = new Set(form.place);
    for (const address of typed.slice(0, 500)) {
      const found = await this.found(reader, warehouseId, address);
      for (const id of found) places.add(id);
      if (found.length === 0) unknown.push(address);
    }
    if (form.remove) places.delete(form.remove);
    const zones = form.zone.filter((id) => id !== form.remove);
    return { form: { ...form, zone: zones, place: [...places], typed: unknown.join('\n') }, unknown };
  }

  /** Locations by what was typed or scanned; with a star behind it all that begin so. */
  private async found(reader: Actor, warehouseId: string, typed: string): Promise<string[]> {
    if (!typed.endsWith('*')) return this.places.find(warehouseId, typed);
    const { items } = await this.warehouses.locations(
      reader,
      warehouseId,
      { text: typed.slice(0, -1) },
      { limit: 1_000 },
    );
    return items.map(({ id }) => id);
  }

  /** The lines a form stands for: zones in the order of their tree, then locations as they were added. */
  linesOf(form: ScopeForm, zones: readonly { id: string }[]): ScopeLineInput[] {
    const chosen = new Set(form.zone);
    const worker = (id: string) => (form.workers[id] ? { workerId: form.workers[id] } : {});
    return [
      ...zones.filter(({ id }) => chosen.has(id)).map(({ id }) => ({ zoneId: id, ...worker(id) })),
      ...form.place.map((id) => ({ locationId: id, ...worker(id) })),
    ];
  }

  async zones(reader: Actor, warehouseId: string) {
    return treeOf(await this.warehouses.allZones(reader, warehouseId));
  }

  /** All that the form shows: tree, lines with their workers, how much that is, and what overlaps. */
  async context(request: Asked, warehouseId: string, form: ScopeForm, unknown: readonly string[] = []) {
    // Positions of a large scope take seconds: a page comes without them and asks for them, a search not at all.
    const positions = partOf(request) === 'zones' ? 'never' : request.method === 'GET' ? 'few' : 'always';
    const reader = this.pages.reader(request);
    const zones = await this.zones(reader, warehouseId);
    const lines = this.linesOf(form, zones);
    const measured = await this.scopes.measure(reader, warehouseId, lines, positions);
    const workers = await this.workers.list(reader, warehouseId);
    const names = await this.warehouses.addresses(reader, form.place);
    const zoneOf = new Map(zones.map((zone) => [zone.id, zone]));
    const chosen = new Set(form.zone);
    const nameOf = ({ zoneId, locationId }: ScopeLineInput): string => {
      const zone = locationId ? undefined : zoneOf.get(zoneId ?? '');
      return zone ? `${zone.code} ${zone.name}` : (names.get(locationId as string) ?? '');
    };
    const nameAt = (no: number) => nameOf(lines[no / 10 - 1] as ScopeLineInput);
    const shown = lines.slice(0, LINES).map(
      (line, i): ShownLine => ({
        id: (line.locationId ?? line.zoneId) as string,
        no: (i + 1) * 10,
        name: nameOf(line),
        isZone: !line.locationId,
        workers: workers.map((worker) => ({ ...worker, chosen: worker.id === line.workerId })),
      }),
    );
    const part = partOfTree(zones, form.find);
    const inView = new Set(part.zones.map(({ id }) => id));
    return {
      tree: part.zones.map((zone) => ({
        ...zone,
        locations: measured.inZone.get(zone.id) ?? 0,
        chosen: chosen.has(zone.id),
      })),
      moreZones: part.more,
      canFind: zones.length > FEW_ZONES,
      find: form.find,
      // What is ticked stays ticked, whether the tree shows it or not.
      tickedElsewhere: [...chosen].filter((id) => zoneOf.has(id) && !inView.has(id)),
      lines: shown,
      moreLines: lines.length - shown.length,
      workersElsewhere: lines
        .slice(LINES)
        .flatMap(({ zoneId, locationId, workerId }) =>
          workerId ? [{ id: locationId ?? zoneId, workerId }] : [],
        ),
      places: form.place,
      typed: form.typed,
      unknown,
      measured,
      positionsKnown: measured.positions !== null,
      overlaps: measured.overlaps.slice(0, OVERLAPS).map(
        ({ lineNo, otherLineNo, locations }): Said => ({
          key: 'manager.scope.overlap',
          n: locations,
          values: { a: nameAt(lineNo), b: nameAt(otherLineNo) },
        }),
      ),
      moreOverlaps: Math.max(0, measured.overlaps.length - OVERLAPS),
    };
  }
}
