import type { Chance } from './chance.js';
import type { Servers } from './servers.js';
import type { Tally } from './tally.js';

// biome-ignore lint/suspicious/noExplicitAny: what an interface answers
export type Json = any;

export interface Answer {
  status: number;
  body: Json;
}

/** Time is up: everybody goes home. */
export class Over extends Error {}

/**
 * Somebody who calls the interface over a bad network: some requests are lost on the way there, some
 * answers on the way back, and servers die. Whatever was not answered is sent again, word for word, to
 * whichever server is there.
 */
export class Caller {
  constructor(
    private readonly servers: Servers,
    private readonly token: string,
    readonly chance: Chance,
    private readonly tally: Tally,
  ) {}

  get(path: string): Promise<Answer> {
    return this.send('GET', path);
  }

  post(path: string, body: object = {}): Promise<Answer> {
    return this.send('POST', path, JSON.stringify(body));
  }

  /** Background work, waited for; null when it was refused. */
  async job(path: string, body: object = {}): Promise<Json> {
    const asked = await this.post(path, body);
    if (asked.status !== 202) return null;
    for (;;) {
      const { body: job } = await this.get(`/api/jobs/${asked.body.jobId}`);
      if (job.state === 'completed') return job.result;
      if (job.state === 'failed') {
        if (job.error?.code === 'job.failed') this.tally.fault(`${path}: ${JSON.stringify(job.error)}`);
        return null;
      }
      await this.rest(200);
    }
  }

  /** Waits up to so many milliseconds; throws `Over` when time is up. */
  async rest(most: number): Promise<void> {
    if (this.servers.over) throw new Over();
    await new Promise((resolve) => setTimeout(resolve, this.chance.int(Math.ceil(most / 2), most)));
  }

  private async send(method: string, path: string, body?: string): Promise<Answer> {
    for (;;) {
      const answer = await this.once(method, path, body);
      if (answer) return answer;
      await this.rest(400);
    }
  }

  private async once(method: string, path: string, body?: string): Promise<Answer | null> {
    const url = this.servers.one(this.chance) + path;
    const lost = this.chance.percent(3);
    try {
      const response = await fetch(url, {
        method,
        headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
        body,
        signal: AbortSignal.timeout(lost ? this.chance.int(1, 60) : 60_000),
      });
      const text = await response.text();
      if (response.status >= 500) {
        this.tally.answered('5xx');
        this.tally.fault(`${response.status} ${method} ${path} ${text.slice(0, 200)}`);
        return null;
      }
      this.tally.answered(response.ok ? 'answered' : 'refused');
      return { status: response.status, body: text ? JSON.parse(text) : null };
    } catch {
      this.tally.answered(lost ? 'lost by the network' : 'lost by a server');
      return null;
    }
  }
}
