/** A browser without scripts: pages as text, links, forms and a cookie. */
export class Paper {
  html = '';
  path = '';
  status = 0;
  headers: ReadonlyMap<string, string> = new Map();
  private readonly cookies = new Map<string, string>();

  constructor(private readonly base: string) {}

  async get(path: string): Promise<this> {
    return this.go(path, { method: 'GET' });
  }

  /** What people read: without tags, spaces as one. */
  get text(): string {
    return plain(this.html);
  }

  /** What a screen of the terminal says first: the plate, then the cue. */
  get plate(): string {
    return plain(/<h1[^>]*>(.*?)<\/h1>/s.exec(this.html)?.[1] ?? '');
  }

  get cue(): string {
    return plain(/<section class="cue (?!err seen)[^>]*>.*?<p>(.*?)<\/p>/s.exec(this.html)?.[1] ?? '');
  }

  /** Sends the scan field, as Enter does. */
  async scan(text: string): Promise<this> {
    return this.send(formOf(this.html, 'scan'), { text });
  }

  /** Presses the button, or follows the link, that has the words on it; `fill`: what was typed before. */
  async press(words: string | RegExp, fill: Record<string, string> = {}): Promise<this> {
    const pressed = controlsOf(this.html).find(({ tag, inner, attributes }) => {
      const label = `${plain(inner)} ${attributes['aria-label'] ?? ''}`;
      return (
        (tag === 'button' || tag === 'a') &&
        (words instanceof RegExp ? words.test(label) : label.includes(words))
      );
    });
    if (!pressed) throw new Error(`Nothing says ${words} on ${this.path}: ${this.text}`);
    const { attributes, tag, at } = pressed;
    if (tag === 'a') return this.get(attributes.href ?? '');
    const form = attributes.form ?? formAround(this.html, at);
    const { name, value = '', formaction } = attributes;
    return this.send(formOf(this.html, form), { ...fill, ...(name ? { [name]: value } : {}) }, formaction);
  }

  private send(form: Form, fill: Record<string, string>, action = form.action): Promise<this> {
    const body = new URLSearchParams({ ...form.values, ...fill });
    if (form.method === 'get') return this.get(`${action}?${body}`);
    return this.go(action, { method: 'POST', body });
  }

  private async go(path: string, init: RequestInit): Promise<this> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(this.base + path, {
      ...init,
      redirect: 'manual',
      headers: { cookie, accept: 'text/html', referer: this.base + this.path, 'accept-language': 'en' },
    });
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      this.cookies.set(name, value);
    }
    const to = response.headers.get('location');
    if (to) return this.get(new URL(to, this.base).pathname + new URL(to, this.base).search);
    Object.assign(this, {
      html: await response.text(),
      path,
      status: response.status,
      headers: new Map(response.headers),
    });
    return this;
  }
}

interface Form {
  method: string;
  action: string;
  values: Record<string, string>;
}

interface Control {
  tag: string;
  attributes: Record<string, string>;
  inner: string;
  at: number;
}

const plain = (html: string): string =>
  decoded(html.replace(/<(style|script|title)[^>]*>.*?<\/\1>/gs, ' ').replace(/<[^>]+>/g, ' '))
    .replace(/\s+/g, ' ')
    .trim();

const decoded = (text: string): string =>
  text
    .replace(/&#x([0-9a-f]+);/gi, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');

function controlsOf(html: string): Control[] {
  const found: Control[] = [];
  for (const match of html.matchAll(/<(a|button|input|select)\b([^>]*)>/g)) {
    const [whole, tag = '', attributes = ''] = match;
    const from = match.index + whole.length;
    const inner = tag === 'input' ? '' : html.slice(from, html.indexOf(`</${tag}>`, from));
    found.push({ tag, attributes: attributesOf(attributes), inner, at: match.index });
  }
  return found;
}

function attributesOf(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/([\w-]+)(?:="([^"]*)")?/g)].map(([, name = '', value = '']) => [name, decoded(value)]),
  );
}

/** The id of the form around a place in a page; forms without one are told by where they begin. */
function formAround(html: string, at: number): string {
  const begin = html.lastIndexOf('<form', at);
  return attributesOf(/<form([^>]*)>/.exec(html.slice(begin))?.[1] ?? '').id ?? String(begin);
}

function formOf(html: string, id: string): Form {
  for (const match of html.matchAll(/<form\b([^>]*)>/g)) {
    const attributes = attributesOf(match[1] ?? '');
    if ((attributes.id ?? String(match.index)) !== id) continue;
    const end = html.indexOf('</form>', match.index);
    const mine = controlsOf(html).filter((one) =>
      one.attributes.form === undefined ? one.at > match.index && one.at < end : one.attributes.form === id,
    );
    const values = mine.flatMap(({ tag, attributes: of, inner }) => {
      if (!of.name || tag === 'button') return [];
      const first =
        tag === 'select' ? attributesOf(/<option([^>]*)>/.exec(inner)?.[1] ?? '').value : of.value;
      return [[of.name, first ?? '']];
    });
    const { method = 'get', action = '' } = attributes;
    return { method: method.toLowerCase(), action, values: Object.fromEntries(values) };
  }
  throw new Error(`There is no form ${id}.`);
}
