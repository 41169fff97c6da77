import { hasBrowser } from './browser.js';

/** `describe` where there is a browser; else one line that says why its tests were skipped. */
export const describeInBrowser = hasBrowser ? describe : describe.skip;
if (!hasBrowser) {
  process.stderr.write('No chromium here (CHROMIUM=… names one): nothing is tested in a browser.\n');
}
