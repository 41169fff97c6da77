import { Handheld, type Size, sizes } from '../../test/support/handheld.js';
import { makeCount } from '../../test/support/orders.js';
import type { Area } from '../screens.js';

const shelf = ['A-03-01-4', 'A-03-02-1', 'A-03-02-2', 'A-03-02-3', 'A-03-03-1', '204'];

/** A worker's morning: an order taken, shelves counted, what is asked meanwhile, and the end. */
export const terminal: Area = async ({ host, shoot }) => {
  await makeCount(host, { rows: shelf.map((at) => ({ at })), state: 'Planned' });
  await makeCount(host, { rows: [{ at: 'B-01-01' }, { at: 'B-01-02' }], state: 'Planned', worker: null });
  const { order: hers } = await makeCount(host, {
    rows: [{ at: 'C-01-01' }, { at: 'C-01-05' }],
    worker: 'lena',
  });

  const ivo = await Handheld.open(host, 'ivo');
  const picture = async (name: string, size: Size = 'middle') => {
    await ivo.page.setViewportSize(sizes[size]);
    await shoot(ivo.page, name);
    await ivo.page.setViewportSize(sizes.middle);
  };
  await picture('orders');
  await ivo.press('F1');
  await picture('order');

  await ivo.scan('A-03-01-4', '10-0418', 'R-0907');
  await picture('quantity');
  await ivo.scan('8', '10-0411', '24-118', '12');
  await picture('location');
  await picture('location-small', 'small');
  await picture('location-on-its-side', 'large on its side');
  await ivo.scan('0104012345\u001d10AB-77');
  await picture('unknown-code');
  await ivo.press('F1', 'F1');
  await picture('done');

  await ivo.press('F1');
  await ivo.scan('A-03-02-1', '10-0411');
  await picture('lot');
  await ivo.scan('24-131', '3', '204');
  await picture('question');
  await ivo.press('F1', 'Escape', 'F2');
  await picture('finish');
  await ivo.close();

  const lena = await Handheld.open(host, 'lena');
  await lena.openOrder(hers.id);
  await lena.scan('C-01-05', '31-0008', 'K-2290');
  await shoot(lena.page, 'weighed-bulgarian');
  await lena.close();
};
