import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Actor } from '../../access/actor.js';
import type { Asked } from '../../api/request.js';
import { Scopes } from '../../reconciliation/scope/measure.js';
import type { ScopeLine, ScopeLineInput } from '../../reconciliation/scope/scope-lines.js';
import { Warehouses } from '../../reconciliation/warehouses.js';
import { Workers } from '../../reconciliation/workers.js';
import { Pages } from '../page.js';
import type { Said } from '../view-formats.js';
import { treeOf } from './details-grid.js';

const ids = z.preprocess(
  (value) => (value === undefined ? [] : [value].flat()),
  z.array(z.guid()).max(5_000),
);

/** The scope as a form sends it: ticked zones, chosen locations, what was typed or scanned, and workers. */
export const scopeFields = {
  zone: ids,
  place: ids,
  typed: z.string().max(20_000).default(''),
  remove: z.guid().optional(),
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
  ) {}

  /** Reads what was typed into locations and takes out what was removed; `unknown`: addresses nobody knows. */
  async settle(
    reader: Actor,
    warehouseId: string,
    form: ScopeForm,
  ): Promise<{ form: ScopeForm; unknown: string[] }> {
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

  /** A location by its address; with a star behind it all that begin so. */
  private async found(reader: Actor, warehouseId: string, typed: string): Promise<string[]> {
    const all = typed.endsWith('*');
    const text = typed.replace(/\*$/, '');
    const { items } = await this.warehouses.locations(
      reader,
      warehouseId,
      { text },
      { limit: all ? 1_000 : 50 },
    );
    const same = (address: string) => all || address.toLowerCase() === text.toLowerCase();
    return items.filter(({ address }) => same(address)).map(({ id }) => id);
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
    const reader = this.pages.reader(request);
    const zones = await this.zones(reader, warehouseId);
    const lines = this.linesOf(form, zones);
    const measured = await this.scopes.measure(reader, warehouseId, lines);
    const workers = await this.workers.list(reader, warehouseId);
    const names = await this.warehouses.addresses(reader, form.place);
    const zoneOf = new Map(zones.map((zone) => [zone.id, zone]));
    const shown = lines.map(({ zoneId, locationId, workerId }, i): ShownLine => {
      const zone = zoneId ? zoneOf.get(zoneId) : undefined;
      return {
        id: (locationId ?? zoneId) as string,
        no: (i + 1) * 10,
        name: zone ? `${zone.code} ${zone.name}` : (names.get(locationId as string) ?? ''),
        isZone: zone !== undefined,
        workers: workers.map((worker) => ({ ...worker, chosen: worker.id === workerId })),
      };
    });
    const nameOf = (no: number) => shown.find((line) => line.no === no)?.name ?? '';
    return {
      tree: zones.map((zone) => ({
        ...zone,
        locations: measured.inZone.get(zone.id) ?? 0,
        chosen: form.zone.includes(zone.id),
      })),
      lines: shown,
      places: form.place,
      typed: form.typed,
      unknown,
      measured,
      overlaps: measured.overlaps.map(
        ({ lineNo, otherLineNo, locations }): Said => ({
          key: 'manager.scope.overlap',
          n: locations,
          values: { a: nameOf(lineNo), b: nameOf(otherLineNo) },
        }),
      ),
    };
  }
}
