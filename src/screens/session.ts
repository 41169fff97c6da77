import type { Asked } from '../api/request.js';

/** A new session for whoever came in, so that an id planted before is worth nothing. */
export async function enter(request: Asked, userId: string): Promise<void> {
  await new Promise<void>((resolve, reject) =>
    request.session.regenerate((e) => (e ? reject(e) : resolve())),
  );
  request.session.userId = userId;
  await new Promise<void>((resolve, reject) => request.session.save((e) => (e ? reject(e) : resolve())));
}

/** Ends a session. */
export async function leave(request: Asked): Promise<void> {
  await new Promise((resolve) => request.session.destroy(resolve));
}
