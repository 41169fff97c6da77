/** Following a count: the page brings itself up to date by events, and by asking where these fail. */
import { ask, one, whenSettled } from './page.js';

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

function poll() {
  stream?.close();
  stream = null;
  if (polling) return;
  polling = setInterval(look, 5_000);
  look();
}

function follow() {
  const live = one('[data-stream]');
  if (!live) {
    stream?.close();
    clearInterval(polling);
    stream = polling = null;
    return;
  }
  if (stream || polling) return;
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

whenSettled(() => {
  const mark = one('.live');
  if (mark && stream) mark.hidden = false;
  follow();
});
