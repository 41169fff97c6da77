// Keys and comfort of the office. Every action is a form or a link that works without this file.
const inText = (node) =>
  node.closest?.('input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]') !== null;
const one = (selector, from = document) => from.querySelector(selector);
const all = (selector, from = document) => [...from.querySelectorAll(selector)];

/** Asks for a part of the page. One that was overtaken or left is no fault; a refusal is told below. */
const ask = (method, address, how) => htmx.ajax(method, address, how).catch(() => undefined);

let atId = location.hash.startsWith('#row-') ? location.hash.slice(1) : null; // the row of the grid that keys act on
let ready = Promise.resolve(); // the selection bar shows what is ticked
let asked = 0;

const rows = () => all('.grid[data-rows] tbody > tr[id], section.exception');
const present = () => rows().find((row) => row.id === atId) ?? null;
const box = (row) => one('input[name=row]', row);

/** Makes a row the present one and brings the focus there. */
function goTo(row, focus = true) {
  if (!row) return;
  for (const other of all('tr.at')) other.classList.remove('at');
  row.classList.add('at');
  atId = row.id;
  if (!focus) return;
  (box(row) ?? one('a, input:not([type=hidden])', row))?.focus({ preventScroll: true });
  row.scrollIntoView({ block: 'nearest' });
}

function step(by, selecting) {
  const list = rows();
  const from = list.indexOf(present());
  const to = list[Math.min(list.length - 1, Math.max(0, from + by))];
  if (!to) return;
  if (selecting && box(to)) {
    const [a, b] = [Math.max(0, from), list.indexOf(to)].sort((x, y) => x - y);
    for (const row of list.slice(a, b + 1)) tick(row, true);
    weigh();
  }
  goTo(to);
}

function tick(row, on) {
  const input = box(row);
  if (!input) return;
  input.checked = on;
  row.classList.toggle('sel', on);
}

function tickPage(on) {
  for (const row of rows()) tick(row, on);
  weigh();
}

const ticked = () => all('.grid input[name=row]:checked').length;

/**
 * Says how many orders are ticked; of details the server is asked for count and value. One question at a
 * time, the last one wins.
 */
function weigh(more = {}) {
  const form = one('#rows');
  if (!form) return;
  const page = one('input.page');
  if (page) page.checked = ticked() > 0 && ticked() === all('.grid input[name=row]').length;
  const shown = one('#ticked b');
  if (shown) shown.textContent = ticked();
  if (!form.dataset.selection) return;
  const turn = ++asked;
  ready = ready.then(async () => {
    if (turn !== asked) return;
    const values = { all: '', do: 'select', ...more };
    await ask('POST', form.dataset.selection, {
      source: form,
      target: '#bar',
      swap: 'outerHTML',
      values,
    });
  });
}

/** Opens or closes what is behind a row. */
function toggle(row) {
  const form = one('#rows[data-behind]');
  if (!row) return;
  if (!form) return one('a', row)?.click();
  const open = row.nextElementSibling;
  if (open?.classList.contains('open')) return open.remove();
  const id = row.id.replace('row-', '');
  const shown = document.createElement('tr');
  const cell = document.createElement('td');
  shown.className = 'open';
  cell.id = `behind-${id}`;
  cell.colSpan = row.cells.length;
  shown.append(cell);
  row.after(shown);
  ask('GET', form.dataset.behind + id, { source: cell, target: cell, swap: 'innerHTML' });
}

/** Puts the whole page in place again, where it is: the row and the place on the screen stay. */
const renew = (method, address, more = {}) =>
  ask(method, address, { target: '#page', select: '#page', swap: 'outerHTML', ...more });

async function act(name) {
  await ready;
  one(`#bar button[name=do][value=${name}]:enabled`)?.click();
}

document.addEventListener('submit', (event) => {
  const form = event.target;
  const button = event.submitter;
  if (form.id !== 'rows' || !one('#grid') || !button) return;
  event.preventDefault();
  if (button.value === 'all') return weigh({ all: '1', do: 'all' });
  if (button.value === 'select') return weigh();
  renew('POST', form.action, { source: form, values: { do: button.value } });
});

document.addEventListener('change', ({ target }) => {
  if (target.matches('input.page')) tickPage(target.checked);
  if (!target.matches('.grid input[name=row]')) return;
  const row = target.closest('tr');
  row.classList.toggle('sel', target.checked);
  goTo(row, false);
  weigh();
});

document.addEventListener('click', (event) => {
  const { target } = event;
  for (const menu of all('details.menu[open]')) if (!menu.contains(target)) menu.open = false;
  const behind = target.closest('a.behind');
  if (behind && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    const row = behind.closest('tr');
    goTo(row, false);
    toggle(row);
    return;
  }
  const row = target.closest('.grid[data-rows] tbody > tr[id]');
  if (row && !target.closest('a, button, input')) goTo(row, false);
  const look = target.closest('button.look, button.remove');
  if (look?.form?.hasAttribute('hx-trigger')) {
    event.preventDefault();
    lookAgain(look.form, look.classList.contains('remove') ? look.value : undefined);
  }
  if (target.closest('#free')) tickFree();
  const copy = target.closest('button.copy');
  if (copy)
    navigator.clipboard?.writeText(location.href).then(() => (copy.textContent = copy.dataset.copied));
});

/** Has the scope measured with what the form says now. */
function lookAgain(form, remove) {
  const values = { do: 'look', ...(remove ? { remove } : {}) };
  ask('POST', form.action, {
    source: form,
    target: '#scope',
    select: '#scope',
    swap: 'outerHTML',
    values,
  });
}

// A scanner does not wait for answers: what was sent stays until it is answered, what is typed meanwhile too.
const scan = { sent: '', since: '', find: '' };
const lines = (...texts) => texts.filter((text) => text.trim()).join('\n');
// Leaving such a field says nothing; it is left too when an answer takes its place.
document.addEventListener(
  'change',
  (event) => event.target.matches('textarea.scan, input.find') && event.stopPropagation(),
  true,
);
document.addEventListener('htmx:configRequest', ({ target, detail }) => {
  const field = one('textarea.scan', target);
  if (!field || !detail.formData.has('typed')) return;
  scan.sent = lines(scan.sent, field.value);
  detail.formData.set('typed', scan.sent);
  field.value = '';
});
document.addEventListener('htmx:beforeSwap', ({ detail }) => {
  if (detail.target.id !== 'scope' || !detail.shouldSwap) return;
  scan.since = one('textarea.scan', detail.target)?.value ?? '';
  scan.find = one('#find')?.value ?? '';
});
document.addEventListener('htmx:afterSwap', ({ detail }) => {
  const field = detail.target.id === 'scope' && one('#scope textarea.scan');
  if (!field) return;
  if (one('#find')) one('#find').value = scan.find;
  // What nobody knew stands on a line of its own.
  field.value = (field.value && `${field.value}\n`) + scan.since;
  scan.sent = '';
});

/** Orders that nobody has. */
function tickFree() {
  for (const row of rows()) tick(row, row.classList.contains('free'));
  weigh();
}

const menuOf = (id) => openMenu(one(`#${id}`));

const openMenu = (menu) => {
  if (!menu) return;
  menu.open = !menu.open;
  if (menu.open) one('ul button:enabled, ul a, input:not([type=hidden]), select', menu)?.focus();
};

const keys = {
  ArrowDown: (e) => step(1, e.shiftKey),
  ArrowUp: (e) => step(-1, e.shiftKey),
  PageDown: (e) => step(10, e.shiftKey),
  PageUp: (e) => step(-10, e.shiftKey),
  Enter: () => toggle(present()),
  ' ': () => {
    const row = present();
    if (!row || !box(row)) return;
    tick(row, !box(row).checked);
    weigh();
  },
  a: () => act('Approved'),
  r: () => act('Recount'),
  c: () => act('Cancelled'),
  q: async () => {
    await ready;
    menuOf('correct');
  },
  g: () => one('#next:not([disabled])')?.click(),
  m: () => menuOf('menu'),
  f: () => menuOf('printed'),
  w: () => openMenu(ticked() > 0 ? one('#give') : one('.assign', present() ?? document.createElement('p'))),
  u: () => one('#free') && tickFree(),
  n: () => one('#new')?.click(),
  '/': () => one('input[type=search]')?.focus(),
  '?': () => one('#keys')?.showModal(),
};

document.addEventListener('keydown', (event) => {
  const { key, target } = event;
  if (event.defaultPrevented || event.altKey || one('dialog[open]')) return;
  if (key === 'Escape') {
    const menu = one('details.menu[open]');
    if (menu) {
      menu.open = false;
      one('summary', menu).focus();
    } else if (present()) goTo(present());
    return;
  }
  if (key === 'Enter' && target.matches('textarea.scan') && !event.shiftKey && !event.ctrlKey) {
    event.preventDefault();
    return lookAgain(target.form);
  }
  if (key === 'Enter' && target.matches('.assign select')) {
    event.preventDefault();
    return target.form.requestSubmit();
  }
  if (key === 'Enter' && target.matches('#sheet td input') && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    return nextQuantity(target);
  }
  if ((event.ctrlKey || event.metaKey) && key === 'Enter') {
    event.preventDefault();
    return one('button.main:enabled', target.closest('form') ?? one('main'))?.click();
  }
  // Fields of one line have no use for the arrows up and down.
  const exception = /^Arrow(Up|Down)$/.test(key) && target.closest('section.exception');
  if (exception) goTo(exception, false);
  else if (inText(target)) return;
  if ((event.ctrlKey || event.metaKey) && key === 'a' && one('#rows')) {
    event.preventDefault();
    return tickPage(true);
  }
  if (event.ctrlKey || event.metaKey) return;
  const control = target.closest('button, a, summary, input');
  const inGrid = target.closest('.grid[data-rows]') !== null;
  // A focused button or link keeps its own keys.
  if (control && (key === 'Enter' || key === ' ') && !(inGrid && control.matches('input'))) {
    if (!(key === 'Enter' && control.matches('a.behind'))) return;
  }
  const does = keys[key];
  if (!does || (key.startsWith('Page') && !one('#rows'))) return;
  event.preventDefault();
  does(event);
});

/** From a box of a count sheet to the next quantity; from the last one to what comes then. */
function nextQuantity(from) {
  const boxes = all('#sheet input[name=quantity]');
  const at = boxes.findIndex((box) => box.closest('tr') === from.closest('tr'));
  const to = from.name === 'quantity' || from.name === 'quantityBase' ? boxes[at + 1] : boxes[at];
  const worker = one('#sheet select[name=worker]');
  const next = to ?? (worker.value ? one('#sheet button.main') : worker);
  next.focus();
  next.select?.();
}

let stream = null;
let polling = null;
let missed = false; // news came while nobody could see the page

/** Brings what is live on the page up to date; a page that nobody sees waits until somebody does. */
function look() {
  missed = document.hidden;
  const here = one('[data-stream]')?.dataset.here;
  if (here && !missed) ask('GET', here, { target: '#progress', swap: 'outerHTML' });
}
document.addEventListener('visibilitychange', () => missed && look());

/** Follows what is live on the page: by events, and by asking where these fail. */
function follow() {
  const live = one('[data-stream]');
  if (!live) {
    stream?.close();
    clearInterval(polling);
    stream = polling = null;
    return;
  }
  if (stream || polling) return;
  const poll = () => {
    stream?.close();
    stream = null;
    if (polling) return;
    polling = setInterval(look, 5_000);
    look();
  };
  try {
    stream = new EventSource(live.dataset.stream);
  } catch {
    return poll();
  }
  // Also the first event is news: much may have happened since the page was made.
  stream.onmessage = look;
  // The browser comes again by itself unless it was refused; then only asking is left.
  stream.onerror = () => stream?.readyState === EventSource.CLOSED && poll();
}

/** Focus that lost its place goes to what came of the action, or to the top of a page that took another's place. */
function land(replaced) {
  if (document.activeElement !== document.body || one('[autofocus]')) return;
  (one('.cues') ?? one('#job > .cue') ?? (replaced ? one('#title') : null))?.focus({ preventScroll: true });
}

/** What a page needs when it has come, and after a part of it has. */
function settle(part) {
  const copy = one('button.copy');
  if (copy && navigator.clipboard) copy.hidden = false;
  // What a page without this file cannot keep true.
  for (const node of all('#ticked, #free')) node.hidden = false;
  if (one('#ticked')) weigh();
  const list = rows();
  const first = present() ?? list[0];
  if (first) goTo(first, document.activeElement === document.body && atId !== null);
  if (one('#job[data-ended]')) renew('GET', location.href);
  else land(part === 'page');
  const mark = one('.live');
  if (mark && stream) mark.hidden = false;
  follow();
}
document.addEventListener('DOMContentLoaded', () => settle());
document.addEventListener('htmx:afterSettle', ({ target }) => {
  if (
    target.id === 'page' ||
    target.id === 'grid' ||
    target.id === 'list' ||
    target.id === 'job' ||
    target.id === 'progress'
  )
    settle(target.id);
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
