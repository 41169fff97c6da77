import type { Asked } from '../api/request.js';

/** The language that was chosen on a page, else the ERP's of the person, else the browser's. */
export const languageOf = (request: Asked): string =>
  request.session?.language ??
  request.actor?.language ??
  String(request.acceptsLanguages('en', 'bg') || 'en');
