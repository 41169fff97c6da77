/** Selecting rows of details and of orders: which are ticked, and what that comes to. */
import { all, ask, keys, one, whenSettled } from './page.js';
import { box, goTo, present, rows, step } from './rows.js';

/** Until then the bar is of an earlier selection: what acts on it waits. */
export let barIsTrue = Promise.resolve();
let asked = 0;

export const ticked = () => all('.grid input[name=row]:checked').length;

function tick(row, on) {
  const input = box(row);
  if (!input) return;
  input.checked = on;
  row.classList.toggle('sel', on);
}

/** Ticks these rows and no others. */
export function tickOnly(which) {
  for (const row of rows()) tick(row, which(row));
  weigh();
}

/**
 * Says how many orders are ticked; of details the server is asked for count and value. One question at a
 * time, the last one wins.
 */
export function weigh(more = {}) {
  const form = one('#rows');
  if (!form) return;
  const page = one('input.page');
  if (page) page.checked = ticked() > 0 && ticked() === all('.grid input[name=row]').length;
  const shown = one('#ticked b');
  if (shown) shown.textContent = ticked();
  if (!form.dataset.selection) return;
  const turn = ++asked;
  barIsTrue = barIsTrue.then(async () => {
    if (turn !== asked) return;
    const values = { all: '', do: 'select', ...more };
    await ask('POST', form.dataset.selection, { source: form, target: '#bar', swap: 'outerHTML', values });
  });
}

function stepTicking(by) {
  for (const row of step(by)) tick(row, true);
  weigh();
}

/** A page of rows is gone through ten at a time; one that only shows is scrolled. */
const leap = (by, how) => (one('#rows') ? how(by) : false);

Object.assign(keys, {
  'Shift+ArrowDown': () => stepTicking(1),
  'Shift+ArrowUp': () => stepTicking(-1),
  PageDown: () => leap(10, step),
  PageUp: () => leap(-10, step),
  'Shift+PageDown': () => leap(10, stepTicking),
  'Shift+PageUp': () => leap(-10, stepTicking),
  'Ctrl+a': () => (one('#rows') ? tickOnly(() => true) : false),
  ' ': () => {
    const row = present();
    if (!row || !box(row)) return false;
    tick(row, !box(row).checked);
    weigh();
  },
});

document.addEventListener('change', ({ target }) => {
  if (target.matches('input.page')) tickOnly(() => target.checked);
  if (!target.matches('.grid input[name=row]')) return;
  const row = target.closest('tr');
  row.classList.toggle('sel', target.checked);
  goTo(row, false);
  weigh();
});

// What a page without scripts cannot keep true is hidden there.
whenSettled(() => {
  for (const node of all('#ticked, #free')) node.hidden = false;
  if (one('#ticked')) weigh();
});
