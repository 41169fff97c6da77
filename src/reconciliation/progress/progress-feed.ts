import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { type CountProgress, Progress } from './progress.js';

/** Told what is new, and that nothing more comes. */
export interface Watcher {
  news(progress: CountProgress): void;
  end(): void;
}

interface Watch {
  actor: Actor;
  watchers: Set<Watcher>;
  timer?: NodeJS.Timeout;
  /** What was told last, without its time. */
  told: string;
}

const PAUSE = 2_000;
/** Asking costs at most this share of the time, however large the count is. */
const SHARE = 10;

/** Progress for many who watch: it is asked for once, whoever looks, and told when it is another. */
@Injectable()
export class ProgressFeed implements OnModuleDestroy {
  private readonly watches = new Map<string, Watch>();

  constructor(private readonly progress: Progress) {}

  /** Tells a watcher the progress from now on; the answer stops it. The first news come at once. */
  follow(actor: Actor, id: string, watcher: Watcher): () => void {
    const key = `${id} ${actor.language}`;
    const watch = this.watches.get(key) ?? { actor, watchers: new Set<Watcher>(), told: '' };
    this.watches.set(key, watch);
    watch.watchers.add(watcher);
    watch.told = '';
    clearTimeout(watch.timer);
    void this.look(key, id, watch);
    return () => {
      watch.watchers.delete(watcher);
      if (watch.watchers.size > 0) return;
      clearTimeout(watch.timer);
      if (this.watches.get(key) === watch) this.watches.delete(key);
    };
  }

  onModuleDestroy(): void {
    for (const { timer, watchers } of this.watches.values()) {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.end();
    }
    this.watches.clear();
  }

  private async look(key: string, id: string, watch: Watch): Promise<void> {
    const began = Date.now();
    try {
      const progress = await this.progress.of(watch.actor, id);
      const { at: _, doneAt: __, ...figures } = progress;
      const now = JSON.stringify(figures);
      if (now !== watch.told) {
        watch.told = now;
        for (const watcher of watch.watchers) watcher.news(progress);
      }
    } catch {
      // The watchers ask again by themselves and are told then what is wrong.
      for (const watcher of watch.watchers) watcher.end();
      watch.watchers.clear();
      this.watches.delete(key);
    }
    if (watch.watchers.size === 0 || this.watches.get(key) !== watch) return;
    const pause = Math.max(PAUSE, (Date.now() - began) * SHARE);
    clearTimeout(watch.timer);
    watch.timer = setTimeout(() => void this.look(key, id, watch), pause);
    watch.timer.unref();
  }
}
