/** Typing in a count sheet: Enter goes from quantity to quantity, then to who counted and the button. */
import { all, enters, one } from './page.js';

enters['#sheet td input'] = ({ target, ctrlKey, metaKey }) =>
  ctrlKey || metaKey ? false : nextQuantity(target);

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
