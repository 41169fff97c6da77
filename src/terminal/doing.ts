import type { Actor } from '../access/actor.js';
import type { Tx } from '../database/database.js';
import type { ProductInHand } from '../erp/products.js';
import type { OrderInHand } from '../reconciliation/counting/order-in-hand.js';
import type { Hand } from './hand.js';
import type { Seen } from './seen.js';
import type { Told } from './told.js';

/** One scan being done. */
export interface Doing {
  tx: Tx;
  actor: Actor;
  /** Its moment is that of the scan. */
  order: OrderInHand;
  scan: { scanId: string; text: string };
  at: Date;
  timeZone: string;
  product: ProductInHand | null;
  /** What the scan was seen to be. */
  seen: Seen;
}

/** What came of an effect. */
export interface Performed {
  hand: Hand;
  told: Told;
}
