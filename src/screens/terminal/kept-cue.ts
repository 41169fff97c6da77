import type { Asked } from '../../api/request.js';
import type { Cue } from './cue.js';

declare module 'express-session' {
  interface SessionData {
    terminalCue?: Cue;
  }
}

/** Keeps what came of a key for the next screen. */
export function keepCue(request: Asked, cue: Cue): void {
  request.session.terminalCue = cue;
}

/** What was kept, once. */
export function takeCue(request: Asked): Cue | undefined {
  const cue = request.session?.terminalCue;
  if (cue) delete request.session.terminalCue;
  return cue;
}
