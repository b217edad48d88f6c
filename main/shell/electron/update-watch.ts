import { Notification } from 'electron';
import type { Language } from '../../../contract/language.ts';
import type { Updates } from './updates/index.ts';
import { wordsOf } from './words.ts';

const firstLookMs = 60_000;
const lookEveryMs = 24 * 3_600_000;

export interface UpdateWatchOptions {
  language(): Language;
  /** Shows the page where the version can be fetched. */
  show(): void;
}

/** Looks once a day where versions are to be looked for, and tells of each later one once. */
export class UpdateWatch {
  readonly #updates: Updates;
  readonly #options: UpdateWatchOptions;
  #told: string | null = null;

  constructor(updates: Updates, options: UpdateWatchOptions) {
    this.#updates = updates;
    this.#options = options;
    setTimeout(() => void this.look(), firstLookMs).unref();
    setInterval(() => void this.look(), lookEveryMs).unref();
  }

  async look(): Promise<void> {
    // Without a place, nothing is looked at and nobody is asked.
    if (this.#updates.place === null) return;
    const { found } = await this.#updates.check();
    if (found === null || found.version === this.#told || !Notification.isSupported()) return;
    this.#told = found.version;
    const t = wordsOf(this.#options.language());
    const notification = new Notification({
      title: t('updateFound', { version: found.version }),
      body: t('updateFoundBody'),
    });
    notification.on('click', () => this.#options.show());
    notification.show();
  }
}
