import type { Actor } from '../../access/actor.js';
import type {
  OrderAction,
  Section,
  Sections,
  WorkerOrder,
} from '../../reconciliation/counting/worker-orders.js';
import { say, sayCount } from '../texts.js';
import { shortName, shortNo } from './show.js';

const order: readonly Section[] = [
  'startedByMe',
  'assignedToMe',
  'unassigned',
  'startedByOthers',
  'assignedToOthers',
];
/** What the filled button does without being asked: never with an order that is somebody else's. */
const forMe: ReadonlySet<Section> = new Set(['startedByMe', 'assignedToMe', 'unassigned']);

export interface OrderRow {
  id: string;
  documentNo: string;
  no: string;
  icon: 'half' | '';
  facts: string;
  action: string;
  opens: boolean;
}

export interface OrdersView {
  sections: { title: string; rows: OrderRow[] }[];
  total: string;
  main: OrderRow | null;
}

/** A worker's list of orders (terminal.md, screen 2). `q`: only those whose number has it in it. */
export function ordersView(actor: Actor, sections: Sections, q = ''): OrdersView {
  const { language } = actor;
  const like = ({ documentNo }: WorkerOrder) => documentNo.toLowerCase().includes(q.trim().toLowerCase());
  const found = order.flatMap((section) => {
    const orders = sections[section]?.filter(like) ?? [];
    return orders.length > 0 ? [{ section, orders }] : [];
  });
  const all = found.flatMap(({ orders }) => orders);
  const lines = all.reduce((sum, { progress }) => sum + progress.total, 0);
  const mine = found.find(({ section }) => forMe.has(section)) ?? (q && all.length === 1 ? found[0] : null);
  return {
    sections: found.map(({ section, orders }) => ({
      title: say(language, `terminal.section.${section}`),
      rows: orders.map((one) => orderRow(language, section, one)),
    })),
    total: sayCount(language, 'terminal.total', all.length, {
      lines: sayCount(language, 'terminal.orderLines', lines),
    }),
    main: mine ? orderRow(language, mine.section, mine.orders[0] as WorkerOrder) : null,
  };
}

function orderRow(language: string, section: Section, one: WorkerOrder): OrderRow {
  const started = section === 'startedByMe' || section === 'startedByOthers';
  return {
    id: one.id,
    documentNo: one.documentNo,
    no: shortNo(one.documentNo),
    icon: started ? 'half' : '',
    facts: factsOf(language, section, one, started),
    action: actionOf(language, one.action),
    opens: one.action === 'continue',
  };
}

const actionOf = (language: string, action: OrderAction) => say(language, `terminal.action.${action}`);

function factsOf(language: string, section: Section, one: WorkerOrder, started: boolean): string {
  const { closed, total } = one.progress;
  const size = sayCount(language, one.recount ? 'terminal.orderPositions' : 'terminal.orderLines', total);
  const others = section === 'startedByOthers' || section === 'assignedToOthers';
  return [
    started ? `${closed}/${total}` : size,
    one.recount ? say(language, 'terminal.recount', { session: one.session }) : '',
    one.zone ? say(language, 'terminal.zone', { zone: one.zone }) : '',
    others && one.worker ? shortName(one.worker) : '',
  ]
    .filter(Boolean)
    .join(', ');
}
