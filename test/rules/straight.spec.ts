import { straight } from '../../src/screens/views.js';

const OVERRIDE = '\u202E';

test.each([
  ['a name', `<b>Tea ${OVERRIDE}oof</b> 12 pcs`, '<b>Tea \uFFFDoof</b> 12 pcs'],
  ['an isolate that is never closed', '<td>\u2067Tea</td><td>12</td>', '<td>\uFFFDTea</td><td>12</td>'],
  ['Arabic and Hebrew are read as they are', '<b>شاي \u05EA\u05D4</b>', '<b>شاي \u05EA\u05D4</b>'],
  ['what a field sends back', `<input value="${OVERRIDE}x">`, `<input value="${OVERRIDE}x">`],
  [
    'what a text field sends back',
    `<textarea name="n">${OVERRIDE}x</textarea>`,
    `<textarea name="n">${OVERRIDE}x</textarea>`,
  ],
])('no name turns what stands behind it: %s', (_, html, shown) => {
  expect(straight(html)).toBe(shown);
});
