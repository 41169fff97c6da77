/** Exceptions by keys: the fields of one line have no use for the arrows up and down, which go from one to the next. */
import { goTo, step } from './rows.js';

// Before the page's own keys, which leave fields alone.
document.addEventListener(
  'keydown',
  (event) => {
    const here = event.target.closest('section.exception');
    if (!here || !/^Arrow(Up|Down)$/.test(event.key)) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    goTo(here, false);
    step(event.key === 'ArrowDown' ? 1 : -1);
  },
  true,
);
