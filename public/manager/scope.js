/** Choosing a scope: it is measured while it is chosen, and takes what a scanner types. */
import { ask, enters, one, whenSettled } from './page.js';

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

enters['textarea.scan'] = ({ target, shiftKey, ctrlKey }) =>
  shiftKey || ctrlKey ? false : lookAgain(target.form);

document.addEventListener('click', (event) => {
  const look = event.target.closest('button.look, button.remove');
  if (!look?.form?.hasAttribute('hx-trigger')) return;
  event.preventDefault();
  lookAgain(look.form, look.classList.contains('remove') ? look.value : undefined);
});

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

// Refused for what nobody knows: that is where one goes on.
whenSettled(() => {
  if (document.activeElement === document.body && one('#scope [role=alert]')) one('textarea.scan')?.focus();
});
