import { Desk } from '../../test/support/desk.js';
import type { Area } from '../screens.js';
import { PlayedCount } from './count.js';

/** What a released count will add to the ERP's Inventory Reconciliation. */
export const clerk: Area = async ({ host, shoot }) => {
  const count = await PlayedCount.start(host);
  for (const login of ['ivo', 'lena'] as const) {
    await count.count(login);
    await count.finish(login);
  }
  await count.populate();
  await count.approve({ reviewStatus: 'Finished' });
  await count.release();

  const petra = await Desk.open(host, 'petra');
  await petra.goTo(`/clerk/inventory-reconciliations/${host.demo.inventoryReconciliationId}`);
  await shoot(petra.page);
  await petra.close();
};
