/** Giving orders out: the present one to a worker, or the selected ones to several. */
import { enters, keys, one, openMenu } from './page.js';
import { present } from './rows.js';
import { ticked, tickOnly } from './selection.js';

/** Orders that nobody has. */
const tickFree = () => tickOnly((row) => row.classList.contains('free'));

Object.assign(keys, {
  w: () => openMenu(ticked() > 0 ? one('#give') : present() && one('.assign', present())),
  u: () => one('#free') && tickFree(),
});

enters['.assign select'] = ({ target }) => target.form.requestSubmit();

document.addEventListener('click', ({ target }) => {
  if (target.closest('#free')) tickFree();
});
