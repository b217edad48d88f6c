import type { Notice } from '../../../contract/deliveries.ts';
import type { Language, LocalizedText } from '../../../contract/language.ts';
import type { Clock } from '../../ports/clock.ts';
import type { MetadataStore } from '../../ports/metadata-store.ts';

export interface NewNotice {
  kind: Notice['kind'];
  /** Id of what it is about. */
  subject: string;
  /** Who sees it; null: everybody. */
  actor: string | null;
  words: LocalizedText;
  link: string;
}

const keptDays = 180;

/** What the program has to tell, in the program. */
export class Notices {
  readonly #store: MetadataStore;
  readonly #clock: Clock;
  readonly #listeners = new Set<(id: number) => void>();

  constructor(store: MetadataStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  async add({ kind, subject, actor, words, link }: NewNotice): Promise<void> {
    const now = this.#clock.now();
    await this.#store.run([
      { sql: 'DELETE FROM notices WHERE at < ?', params: [now - keptDays * 86_400_000] },
      {
        sql: 'INSERT INTO notices (at, kind, subject, actor, words, link) VALUES (?, ?, ?, ?, ?, ?)',
        params: [now, kind, subject, actor, JSON.stringify(words), link],
      },
    ]);
    const newest = this.#newest();
    for (const listener of this.#listeners) listener(newest);
  }

  /** Newest first: those for everybody and those for this person. @param after only those with a greater id */
  list(actor: string, language: Language, limit: number, after = 0): Notice[] {
    const seen = this.#store.all('SELECT last_id FROM notice_reads WHERE actor = ?', [actor])[0];
    return this.#store
      .all(
        'SELECT id, at, kind, subject, words, link FROM notices WHERE id > ? AND (actor IS NULL OR actor = ?) ORDER BY id DESC LIMIT ?',
        [after, actor, limit],
      )
      .map((row) => ({
        id: Number(row.id),
        at: new Date(Number(row.at)).toISOString(),
        kind: row.kind as Notice['kind'],
        subject: String(row.subject),
        text: (JSON.parse(String(row.words)) as LocalizedText)[language],
        link: String(row.link),
        isRead: seen !== undefined && Number(row.id) <= Number(seen.last_id),
      }));
  }

  async markRead(actor: string, upTo: number): Promise<void> {
    await this.#store.run([
      {
        sql: `INSERT INTO notice_reads (actor, last_id) VALUES (?, ?)
              ON CONFLICT (actor) DO UPDATE SET last_id = max(last_id, excluded.last_id)`,
        params: [actor, upTo],
      },
    ]);
  }

  #newest(): number {
    return Number(this.#store.all('SELECT max(id) AS id FROM notices')[0]?.id ?? 0);
  }

  /** Told the id of the newest whenever there is something new. */
  onAdded(listener: (id: number) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
