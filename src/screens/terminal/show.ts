import { randomUUID } from 'node:crypto';
import type { Response } from 'express';
import type { Asked } from '../../api/request.js';
import { csrfToken } from '../csrf.js';
import { say, type TextKey } from '../texts.js';
import { render } from '../views.js';

/** A screen of the terminal: its view, and what every one of them says about itself. */
export interface Screen {
  view: string;
  title: string;
  /** Its own address: where a reload comes back to. */
  path: string;
  field: ScanField;
  status?: number;
  [fact: string]: unknown;
}

/** The one field where scans arrive, and what becomes of them. */
export interface ScanField {
  /** `scan`: kept in the outbox of an order. `search`: asks for a page. `none`: the screen has no field. */
  kind: 'scan' | 'search' | 'none';
  action: string;
  placeholder: string;
  orderId?: string;
  /** The scan that the next one comes after, as the server knows it. */
  last?: string | null;
  /** A question is open that a scan does not answer. */
  hold?: boolean;
}

export const noField: ScanField = { kind: 'none', action: '', placeholder: '' };

/** Language of the one who asks: his own, or his browser's as long as nobody signed in. */
export const languageOf = (request: Asked): string =>
  request.actor?.language ?? String(request.acceptsLanguages('en', 'bg') || 'en');

/**
 * A screen as text: a page, or for one that is open already only what is around the scan field, which
 * never moves.
 */
export function renderScreen(request: Asked, screen: Screen, fragment: boolean): string {
  const language = languageOf(request);
  // What is filled in on the device stays as it is written.
  const word = (key: TextKey) => say(language, key, { n: '{n}', text: '{text}' });
  return render(screen.view, {
    language,
    fragment,
    isDemo: request.isDemo,
    csrf: csrfToken(request),
    scanId: randomUUID(),
    idle: request.session?.idle,
    keyboard: request.query?.keyboard !== undefined,
    user: request.actor && { id: request.actor.userId, name: shortName(request.actor.name) },
    words: JSON.stringify({
      received: word('terminal.received'),
      beingSent: word('terminal.beingSent'),
      keptHere: word('terminal.keptHere'),
      notKept: word('terminal.notKept'),
      noConnection: word('terminal.noConnection'),
      signedOut: word('terminal.signedOut'),
      kept: word('terminal.kept'),
      notDone: word('terminal.notDone'),
      others: word('terminal.others'),
      more: word('terminal.moreErrors'),
    }),
    ...screen,
  });
}

/** Answers with a screen. */
export function showScreen(request: Asked, response: Response, screen: Screen): void {
  const fragment = request.get('hx-request') === 'true';
  if (fragment) response.set('hx-replace-url', screen.path).set('x-screen', 'terminal');
  response
    .status(screen.status ?? 200)
    .set('cache-control', 'no-store')
    .set('vary', 'hx-request')
    .type('html')
    .send(renderScreen(request, screen, fragment));
}

/** `Ivo Dimitrov` is `Ivo D.` where there is little room. */
export function shortName(name: string): string {
  const [first = '', ...others] = name.trim().split(/\s+/);
  const last = others.at(-1);
  return last ? `${first} ${last.slice(0, 1)}.` : first;
}

/** A document number where there is little room: without the zeros in front of it. */
export const shortNo = (documentNo: string): string => documentNo.replace(/^0+(?=\d)/, '');
