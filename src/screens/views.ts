import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import Handlebars from 'handlebars';
import { packageRoot } from '../package-root.js';
import { assets } from './assets.js';
import { say, type TextKey } from './texts.js';
import { registerFormats } from './view-formats.js';

const folder = join(packageRoot, 'views');
const bars = Handlebars.create();
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.hbs'),
);
// Every view is a partial too: a page and the fragment that replaces a part of it share the file. Partials are
// compiled here, because a text is compiled anew wherever it stands within a block.
for (const file of files) {
  const view = folded(readFileSync(join(folder, file), 'utf8'));
  bars.registerPartial(nameOf(join(folder, file)), bars.compile(view, { preventIndent: true }));
}
const templates = new Map(
  files.map((file) => {
    const name = nameOf(join(folder, file));
    return [name, bars.compile(`{{> ${name}}}`, { preventIndent: true })] as const;
  }),
);

function nameOf(path: string): string {
  return relative(folder, path)
    .replace(/\.hbs$/, '')
    .replaceAll('\\', '/');
}

/**
 * A view without the line breaks it is written with. Between two tags or mustaches a break and the indentation
 * after it are nothing; anywhere else, beside a word or an attribute, they are a space. So views break lines
 * where they read well, and a space that shows stands within a line.
 */
function folded(view: string): string {
  return view
    .trim()
    .replace(/(?<=[>}])\s*\n\s*(?=[<{])/g, '')
    .replace(/\s*\n\s*/g, ' ');
}

/** `{{t 'key' name=value}}`: a text in the page's language. */
bars.registerHelper('t', function (this: unknown, key: TextKey, options: Handlebars.HelperOptions) {
  return say(options.data.root.language, key, options.hash);
});
registerFormats(bars);
/** `{{assets}}/office.css`: where styles and scripts are. */
bars.registerHelper('assets', () => assets);
bars.registerHelper('eq', (a: unknown, b: unknown) => a === b);

bars.registerHelper('first', (list: readonly unknown[]) => list[0]);

/** A view as text. `language` chooses its texts. Throws on a view that is none. */
export function render(view: string, context: { language: string } & Record<string, unknown>): string {
  const template = templates.get(view);
  if (!template) throw new Error(`No view ${view}.`);
  return straight(template(context));
}

const turning = /[\u202A-\u202E\u2066-\u2069]/g;

/**
 * A page on which no name turns the direction of what stands behind it: marks that do are shown as `\uFFFD`.
 * What a field holds stays as it is, it is sent back.
 */
export function straight(html: string): string {
  if (html.search(turning) < 0) return html;
  return html.replace(/(<textarea\b[^>]*)?>[^<]*/g, (text, field?: string) =>
    field ? text : text.replaceAll(turning, '\uFFFD'),
  );
}
