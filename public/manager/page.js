/**
 * What every page of the office has: its keys, its menus, where the focus lands, what a refusal says. Every
 * action is a form or a link that works without scripts. The files beside this one are each for something
 * that somebody does; a page names those it needs (`scripts`), and they add their keys to the ones here.
 */
export const one = (selector, from = document) => from.querySelector(selector);
export const all = (selector, from = document) => [...from.querySelectorAll(selector)];

/** Asks for a part of the page. One that was overtaken or left is no fault; a refusal is told below. */
export const ask = (method, address, how) => htmx.ajax(method, address, how).catch(() => undefined);

/** Puts the whole page in place again, where it is: the row and the place on the screen stay. */
export const renew = (method, address, more = {}) =>
  ask(method, address, { target: '#page', select: '#page', swap: 'outerHTML', ...more });

export const openMenu = (menu) => {
  if (!menu) return;
  menu.open = !menu.open;
  if (menu.open) one('ul button:enabled, ul a, input:not([type=hidden]), select', menu)?.focus();
};

/** What a key does where nobody types. `false`: nothing here, the browser may have it. */
export const keys = {
  g: () => one('#next:not([disabled])')?.click(),
  m: () => openMenu(one('#menu')),
  n: () => one('#new')?.click(),
  '/': () => one('input[type=search]')?.focus(),
  '?': () => one('#keys')?.showModal(),
  /** Also out of a field, when there is no menu to close. */
  Escape: () => undefined,
};

/** What Enter does in a field, by selector of the field. `false`: what it does elsewhere. */
export const enters = {};

const inText = (node) =>
  node.closest?.('input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]') !== null;

function leave() {
  const menu = one('details.menu[open]');
  if (!menu) return keys.Escape();
  menu.open = false;
  one('summary', menu).focus();
}

function enter(event) {
  const does = Object.entries(enters).find(([selector]) => event.target.matches(selector))?.[1];
  return does !== undefined && does(event) !== false;
}

document.addEventListener('keydown', (event) => {
  const { key, target } = event;
  const held = event.ctrlKey || event.metaKey;
  if (event.defaultPrevented || event.altKey || one('dialog[open]')) return;
  if (key === 'Escape') return leave();
  if (key === 'Enter' && enter(event)) return event.preventDefault();
  if (key === 'Enter' && held) {
    event.preventDefault();
    return one('button.main:enabled', target.closest('form:not([method=dialog])') ?? one('main'))?.click();
  }
  if (inText(target)) return;
  // A focused button or link keeps its own keys; the box of a row is the row.
  const control = target.closest('button, a, summary, input');
  if (control && (key === 'Enter' || key === ' ') && !control.matches('.grid[data-rows] input')) return;
  const does = held ? keys[`Ctrl+${key}`] : (event.shiftKey && keys[`Shift+${key}`]) || keys[key];
  if (does && does(event) !== false) event.preventDefault();
});

document.addEventListener('click', ({ target }) => {
  for (const menu of all('details.menu[open]')) if (!menu.contains(target)) menu.open = false;
});

const settlers = [];
/** Has something done when a page has come, and after a part of it has. */
export const whenSettled = (does) => settlers.push(does);

/** Focus that lost its place goes to what came of the action, or to the top of a page that took another's place. */
function land(replaced) {
  if (document.activeElement !== document.body || one('[autofocus]')) return;
  (one('.cues') ?? one('#job > .cue') ?? (replaced ? one('#title') : null))?.focus({ preventScroll: true });
}

function settle(part) {
  for (const does of settlers) does();
  if (one('#job[data-ended]')) renew('GET', location.href);
  else land(part === 'page');
}
document.addEventListener('DOMContentLoaded', () => settle());
document.addEventListener('htmx:afterSettle', ({ target }) => {
  if (['page', 'grid', 'list', 'job', 'progress'].includes(target.id)) settle(target.id);
});

// A refusal of a part of the page is told at its top.
document.addEventListener('htmx:responseError', ({ detail }) => {
  const page = new DOMParser().parseFromString(detail.xhr.responseText, 'text/html');
  const cue = document.createElement('div');
  cue.className = 'cue err';
  cue.setAttribute('role', 'alert');
  const text = document.createElement('p');
  text.textContent =
    all('.fault', page)
      .map((fault) => fault.textContent)
      .join(' ') || detail.xhr.statusText;
  cue.append(document.createElement('i'), text);
  one('main')?.prepend(cue);
});
