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
  async press(words: string | RegExp, fill: Fill = {}): Promise<this> {
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

  private send(form: Form, fill: Fill, action = form.action || this.path): Promise<this> {
    const body = new URLSearchParams(form.values.filter(([name]) => fill[name] === undefined));
    for (const [name, values] of Object.entries(fill)) {
      for (const value of [values].flat()) body.append(name, value);
    }
    if (form.method === 'get') return this.get(`${action.split('?')[0]}?${body}`);
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

/** What somebody does to a form's fields before it is sent: several values for boxes that are ticked. */
type Fill = Record<string, string | string[]>;

interface Form {
  method: string;
  action: string;
  values: [string, string][];
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
  for (const match of html.matchAll(/<(a|button|input|select|textarea)\b([^>]*)>/g)) {
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
    const values = mine.flatMap((control): [string, string][] => {
      const { name } = control.attributes;
      const value = sentBy(control);
      return name && value !== undefined ? [[name, value]] : [];
    });
    const { method = 'get', action = '' } = attributes;
    return { method: method.toLowerCase(), action, values };
  }
  throw new Error(`There is no form ${id}.`);
}

/** What a field sends as it stands there; nothing for a box that is not ticked. */
function sentBy({ tag, attributes, inner }: Control): string | undefined {
  if (tag === 'button' || 'disabled' in attributes) return undefined;
  if (tag === 'textarea') return decoded(inner);
  if (tag === 'select') {
    const options = [...inner.matchAll(/<option([^>]*)>/g)].map(([, text = '']) => attributesOf(text));
    return (options.find((option) => 'selected' in option) ?? options[0])?.value ?? '';
  }
  const box = attributes.type === 'checkbox' || attributes.type === 'radio';
  return box && !('checked' in attributes) ? undefined : (attributes.value ?? '');
}
