/**
 * The terminal's page: cues, what waits, and the screens that come and go around the scan field. What a
 * scan means and what a screen shows is the server's; without this script every screen is plain forms.
 */
import { field, form, holdsScan, home, isText, keys, sound, submit, visible } from './terminal-device.js';
import { Outbox, root } from './terminal-outbox.js';

const words = JSON.parse(document.body.dataset.words);
const strip = document.getElementById('unseen');
const screen = () => document.getElementById('body').dataset;
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
let outbox = null;
/** While the outbox is opened: a promise that it is, or cannot be. */
let opening = null;
let unseen = [];

/** A cue of the device's own. The server's last answer stays readable in it. */
function cue(kind, title, detail) {
  const place = document.getElementById('body');
  const old = place.querySelector(':scope > .cue');
  const answer = old?.dataset.answer ?? old?.querySelector('b')?.textContent ?? '';
  const section = document.createElement('section');
  section.className = `cue ${kind}`;
  section.setAttribute('role', kind === 'err' ? 'alert' : 'status');
  section.dataset.answer = answer;
  section.append(document.createElement('i'), document.createElement('p'));
  for (const [tag, text] of [
    ['b', title],
    ['span', detail],
    ['small', answer],
  ])
    if (text) section.lastChild.append(Object.assign(document.createElement(tag), { textContent: text }));
  const undo = old?.querySelector('button');
  if (undo) section.append(undo);
  if (old) old.replaceWith(section);
  else place.prepend(section);
}

/* What waits, and what went wrong. */

function showWaiting() {
  const out = document.getElementById('out');
  const [mine, others] = [outbox?.kept ?? 0, outbox?.others ?? 0];
  out.firstChild.textContent = `↑${mine + others}${out.classList.contains('bad') ? ' ✕' : ''} `;
  out.classList.toggle('n', mine + others > 0);
  out.title = others > 0 ? fill(words.others, { n: others }) : '';
}

/** Errors stay until somebody has seen them; not the one that the screen itself is about. */
function showUnseen() {
  const shown = document.querySelector('#body [data-scan]')?.dataset.scan;
  const rest = unseen.filter(({ scanId }) => scanId !== shown);
  const [first] = rest;
  strip.hidden = !first;
  document.getElementById('out').classList.toggle('bad', Boolean(first));
  showWaiting();
  if (!first) return;
  const alike = rest.filter(({ title }) => title === first.title);
  strip.dataset.scans = alike.map(({ scanId }) => scanId);
  strip.querySelector('b').textContent = first.title ?? first.message;
  const more = alike.length > 1 ? ` ${fill(words.more, { n: alike.length - 1 })}` : '';
  strip.querySelector('span').textContent = visible(first.text ?? '') + more;
}

async function acknowledge(scanIds) {
  unseen = unseen.filter(({ scanId }) => !scanIds.includes(scanId));
  showUnseen();
  await outbox?.acknowledge(scanIds);
}

keys.escape = () => {
  if (strip.hidden) return false;
  acknowledge(strip.dataset.scans.split(','));
  return true;
};
document.getElementById('seen').addEventListener('click', keys.escape);

/* Scans leave. */

/** How many left; a screen asked for before the last of them does not know it. */
let sent = 0;
let sentAtRequest = 0;

function send(text, { fields, first = false, said = text } = {}) {
  const { order } = screen();
  const kept = outbox.state === 'offline' ? words.keptHere : words.beingSent;
  sound('got');
  cue('got', words.received, fill(kept, { text: visible(said) }));
  sent += 1;
  outbox.put({ order, text, fields, first }).catch(() => {
    delete screen().answered;
    cue('err', words.notKept, visible(said));
    sound('err');
  });
}

/** The text goes, and the field is empty again before the next character comes. */
function leave(input) {
  const text = input.value;
  input.value = '';
  if (text.trim() === '') return;
  const { kind, action } = screen();
  const path = `${action}?q=${encodeURIComponent(text)}`;
  if (kind === 'search') htmx.ajax('GET', path, { target: '#body', swap: 'outerHTML' });
  else send(text);
}

/** What is scanned before the outbox is open is sent once it is, each by itself and in order. */
async function whenOpen(target, submitter, scan) {
  const text = scan?.value;
  if (scan) scan.value = '';
  await opening;
  if (!scan) return target.requestSubmit(submitter);
  const typed = scan.value;
  scan.value = text;
  submit(scan);
  scan.value = typed;
}

document.addEventListener(
  'submit',
  (event) => {
    const { target, submitter } = event;
    const scan = target === form ? field : [...target.elements].find(holdsScan);
    const answers = [target, submitter].some((element) => element && 'outbox' in element.dataset);
    const stays = outbox || opening;
    if (screen().kind === 'search' ? !scan : !stays || !(scan || answers)) return;
    event.preventDefault();
    event.stopPropagation();
    if (opening) return whenOpen(target, submitter, scan);
    if (scan) return leave(scan);
    // A question is answered once, however often the button is touched until the next screen is here.
    const first = 'hold' in screen();
    if (first && 'answered' in screen()) return;
    if (first) screen().answered = '';
    const {
      _csrf,
      scanId,
      after,
      text = '',
      ...fields
    } = Object.fromEntries(new FormData(target, submitter));
    const said = fields.quantity || submitter?.querySelector('b, span')?.innerText || '';
    for (const input of [...target.elements].filter(isText)) input.value = '';
    send(text, { fields, first, said });
    // Whoever goes on from an error's screen has seen it.
    const seen = target.dataset.seen ?? submitter?.dataset.seen;
    if (seen) acknowledge([seen]);
  },
  true,
);

/* Screens come and go. */

/** What is being typed while a screen goes, goes on in the next one. */
let carried = '';
function typed() {
  const input = document.activeElement;
  carried = isText(input) && input.closest('[data-scans]') ? input.value : field.value;
}

function arrive() {
  const { kind, action, placeholder } = screen();
  field.placeholder = placeholder;
  form.action = action;
  form.hidden = kind === 'none';
  const input = home();
  if (carried && input.value !== carried) {
    field.value = '';
    input.value = carried;
  }
  carried = '';
  input.focus();
  showUnseen();
  outbox?.hold('hold' in screen());
}

document.addEventListener('htmx:beforeRequest', () => {
  sentAtRequest = sent;
});
document.addEventListener('htmx:beforeSwap', ({ detail }) => {
  const ours = detail.xhr.getResponseHeader('x-screen') !== null;
  detail.shouldSwap = ours;
  detail.isError = !ours;
  if (ours) typed();
});
document.addEventListener('htmx:afterRequest', ({ detail }) => {
  if (detail.failed && !detail.xhr.getResponseHeader('x-screen')) return failed();
  if (sent === sentAtRequest) follow();
  arrive();
  const said = document.querySelector('#body [data-cue]')?.dataset.cue;
  if (said) sound(said);
});

function follow() {
  const { order, last } = screen();
  if (order) outbox?.follow(order, last);
}

function failed() {
  cue('err', words.noConnection, words.notDone);
  sound('err');
  home().focus();
}

/** What was scanned before it is stored before it; it is about the screen where it was pressed. */
const waiting = new Set();
document.addEventListener('htmx:confirm', (event) => {
  const { verb, path, elt, etc, triggeringEvent, issueRequest } = event.detail;
  if (verb !== 'post' || !outbox?.count) return;
  event.preventDefault();
  cue('got', words.received, fill(words.kept, { n: outbox.count }));
  etc.values = Object.fromEntries(new FormData(elt, triggeringEvent.submitter));
  const what = `${path} ${etc.values.at}`;
  if (waiting.has(what)) return;
  waiting.add(what);
  outbox.drained().then(() => {
    waiting.delete(what);
    issueRequest(true);
  });
});

/**
 * After an answer: the screen as it is after its last scan. A choice holds what is behind it; what else
 * is asked is shown when nothing is behind it, because a scan may be the answer.
 */
async function answered({ results, order, html, path, asks }) {
  // Whoever has gone on to another order stays there.
  const here = order === screen().order;
  if (here) {
    outbox.hold(asks === 'choice');
    delete screen().answered;
  }
  const worst = ['err', 'warn', 'ok'].find((kind) => results.some((result) => result.cue === kind));
  if (worst) sound(worst);
  unseen = await outbox.unseen();
  if (here && html && (outbox.count === 0 || asks !== 'more')) {
    typed();
    htmx.swap('#body', html, { swapStyle: 'outerHTML', swapDelay: 0, settleDelay: 0 });
    history.replaceState(null, '', path);
    arrive();
  } else showUnseen();
}

function plainly(event, { elt, path, triggeringEvent }) {
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!(elt instanceof HTMLFormElement)) return location.assign(path);
  const { name = '', value = '' } = triggeringEvent.submitter ?? {};
  if (name) elt.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }));
  elt.action = path;
  elt.submit();
}

let state = 'sending';
function changed() {
  showWaiting();
  const before = state;
  state = outbox.state;
  if (state === before) return;
  if (state === 'offline') cue('warn', words.noConnection, fill(words.kept, { n: outbox.count }));
  if (state === 'signed-out') toSignIn();
}

function toSignIn() {
  location.assign(`${root}worker/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
}

/* Nobody was here for a while: whoever comes next says who he is, before a scan gets the wrong name. */

const idle = Number(document.body.dataset.idle ?? 0) * 1000;
let lastHere = Date.now();
const gone = () => idle > 0 && Date.now() - lastHere >= idle;

let leaving = false;
async function signOut() {
  if (leaving) return;
  leaving = true;
  const body = new URLSearchParams(new FormData(document.getElementById('do')));
  try {
    // What waits stays on the device until its owner is back.
    await fetch(`${root}worker/sign-out`, { method: 'POST', body, redirect: 'manual' });
    toSignIn();
  } catch {
    cue('err', words.noConnection, words.signedOut);
    sound('err');
    leaving = false;
  }
}

for (const sign of ['keydown', 'beforeinput', 'pointerdown', 'click', 'submit']) {
  window.addEventListener(
    sign,
    (event) => {
      if (!gone()) {
        lastHere = Date.now();
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      if (sign === 'keydown' || sign === 'click') signOut();
    },
    true,
  );
}
if (idle > 0) setInterval(() => gone() && signOut(), 15_000);

async function open(user) {
  try {
    const token = () => document.querySelector('#do [name=_csrf]').value;
    const opened = await Outbox.open(user, token);
    unseen = await opened.unseen();
    outbox = Object.assign(opened, { onChange: changed, onAnswer: answered });
  } catch {
    // No storage here: every page is loaded anew, and each scan goes as the form it is.
    document.addEventListener('htmx:confirm', (event) => plainly(event, event.detail), true);
  }
  opening = null;
}

const { user } = document.body.dataset;
if (user) {
  form.ariaBusy = 'true';
  opening = open(user);
  await opening;
  form.ariaBusy = null;
}
follow();
arrive();
outbox?.wake();
window.addEventListener('online', () => outbox?.wake());
