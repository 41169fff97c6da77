/** Going through rows by arrows: of the list, the details, the orders, the exceptions. Enter opens one. */
import { all, keys, one, whenSettled } from './page.js';

let atId = location.hash.startsWith('#row-') ? location.hash.slice(1) : null;

export const rows = () => all('.grid[data-rows] tbody > tr[id], section.exception');

/** The row that keys act on. It stays the same row when the page around it comes new. */
export const present = () => rows().find((row) => row.id === atId) ?? null;

/** What a row is selected by; not every row has one. */
export const box = (row) => one('input[name=row]', row);

/** Makes a row the present one and brings the focus there. */
export function goTo(row, focus = true) {
  if (!row) return;
  for (const other of all('tr.at')) other.classList.remove('at');
  row.classList.add('at');
  atId = row.id;
  if (!focus) return;
  (box(row) ?? one('a, input:not([type=hidden])', row))?.focus({ preventScroll: true });
  row.scrollIntoView({ block: 'nearest' });
}

/** Goes up or down by some rows. The rows on the way, in order, both ends among them. */
export function step(by) {
  const list = rows();
  const from = list.indexOf(present());
  const to = Math.min(list.length - 1, Math.max(0, from + by));
  goTo(list[to]);
  return list.slice(Math.max(0, Math.min(from, to)), Math.max(from, to) + 1);
}

Object.assign(keys, {
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  Enter: () => present()?.querySelector('a')?.click(),
  Escape: () => goTo(present()),
});

document.addEventListener('click', ({ target }) => {
  const row = target.closest('.grid[data-rows] tbody > tr[id]');
  if (row && !target.closest('a, button, input')) goTo(row, false);
});

whenSettled(() => goTo(present() ?? rows()[0], document.activeElement === document.body && atId !== null));
