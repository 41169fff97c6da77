import type { Login } from '../../src/demo/people.js';
import { countOrder, Truth } from './floor-truth.js';
import type { Client, TestHost } from './host.js';
import { Paper } from './paper.js';

/** Somebody at a desk whose browser runs no scripts, reading English. */
export async function deskOf(host: TestHost, login: Login, language: 'en' | 'bg' = 'en'): Promise<Paper> {
  const { name } = host.demo.people[login];
  const paper = await new Paper(host.url).get('/sign-in');
  await paper.press(name.split(' ')[0] as string);
  await paper.get(
    login === 'petra'
      ? `/clerk/inventory-reconciliations/${host.demo.inventoryReconciliationId}`
      : '/manager',
  );
  const other = language === 'en' ? 'English' : 'Български';
  return paper.html.includes(`>${other}</button>`) ? paper.press(other) : paper;
}

/** A count of a few zones or locations, as far as a test wants it. */
export interface Made {
  id: string;
  /** Address of its page. */
  page: string;
  documentNo: string;
  truth: Truth;
}

/** Makes a planned reconciliation with a snapshot of some locations. */
export const planned = (host: TestHost, addresses: readonly string[]): Promise<Made> =>
  plannedOf(
    host,
    addresses.map((address) => ({ locationId: host.demo.ids.location(address) })),
  );

/** The same of a scope as the interface takes it. */
export async function plannedOf(
  host: TestHost,
  lines: readonly { zoneId?: string; locationId?: string; workerId?: string }[],
): Promise<Made> {
  const mira = host.as('mira');
  const created = await mira.post('/api/reconciliations', { warehouseId: host.demo.warehouseId, lines });
  const at = `/api/reconciliations/${created.body.id}`;
  await mira.post(`${at}/state`, { state: 'Planned' });
  await host.ended(mira, await mira.post(`${at}/snapshot`));
  const { documentNo } = (await mira.get(at)).body;
  const truth = await Truth.ofSnapshot(host, created.body.id);
  return { id: created.body.id, page: `/manager/reconciliations/${created.body.id}`, documentNo, truth };
}

/** The same, counted as it lies there (`change` moves something first) and populated. */
export async function counted(
  host: TestHost,
  addresses: readonly string[],
  change: (truth: Truth) => void = () => undefined,
): Promise<Made> {
  const made = await planned(host, addresses);
  change(made.truth);
  const mira = host.as('mira');
  const started = await mira.post(`/api/reconciliations/${made.id}/initial-count`);
  for (const order of started.body.orders) await countOrder(host.as('ivo') as Client, order.id, made.truth);
  await host.ended(mira, await mira.post(`/api/reconciliations/${made.id}/populate`));
  return made;
}
