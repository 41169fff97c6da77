/** Deciding on details: what is behind a row, and approving, recounting, cancelling, correcting the selected. */
import { ask, enters, keys, one, openMenu, renew, whenSettled } from './page.js';
import { goTo, present } from './rows.js';
import { barIsTrue, weigh } from './selection.js';

/** Opens or closes what is behind a row. */
function toggle(row) {
  const form = one('#rows[data-behind]');
  if (!row || !form) return;
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

async function act(name) {
  await barIsTrue;
  one(`#bar button[name=do][value=${name}]:enabled`)?.click();
}

Object.assign(keys, {
  Enter: () => toggle(present()),
  a: () => act('Approved'),
  r: () => act('Recount'),
  c: () => act('Cancelled'),
  q: async () => {
    await barIsTrue;
    openMenu(one('#correct'));
  },
  f: () => openMenu(one('#printed')),
});

// The first button of the form, which Enter would press by itself, selects all of the filter.
enters['#correct input'] = () => one('#correct button[value=correct]').click();

document.addEventListener('submit', (event) => {
  const form = event.target;
  const button = event.submitter;
  if (form.id !== 'rows' || !one('#grid') || !button) return;
  event.preventDefault();
  if (button.value === 'all') return weigh({ all: '1', do: 'all' });
  if (button.value === 'select') return weigh();
  renew('POST', form.action, { source: form, values: { do: button.value } });
});

document.addEventListener('click', (event) => {
  const { target } = event;
  const copy = target.closest('button.copy');
  if (copy)
    navigator.clipboard?.writeText(location.href).then(() => (copy.textContent = copy.dataset.copied));
  const behind = target.closest('a.behind');
  if (!behind || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const row = behind.closest('tr');
  goTo(row, false);
  toggle(row);
});

// The form stays when the rows come anew: what they say of its fields is marked there.
function mark() {
  for (const field of one('#filter')?.elements ?? []) {
    const wrong = one(`[data-wrong="${field.name}"]`);
    if (wrong) field.setAttribute('aria-invalid', 'true');
    else field.removeAttribute('aria-invalid');
    if (wrong) field.setAttribute('aria-describedby', wrong.id);
    else field.removeAttribute('aria-describedby');
  }
}
whenSettled(mark);

whenSettled(() => {
  const copy = one('button.copy');
  if (copy && navigator.clipboard) copy.hidden = false;
});
