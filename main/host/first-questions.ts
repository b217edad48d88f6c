import { readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Clock } from '../ports/clock.ts';

export interface FirstQuestionsOptions {
  /** File that keeps the questions between starts; may be deleted at any time. */
  path: string;
  /** Asks a Cube query and waits for its answer. */
  ask: (query: object, signal: AbortSignal) => Promise<unknown>;
  clock: Clock;
}

/** What a board asks, it asks within this time of its page, on a slow machine too. */
const windowMs = 20_000;
const maxQuestions = 60;
const maxBytes = 8_000;
const atOnce = 4;
const keptInput = z.array(z.record(z.string(), z.unknown())).max(maxQuestions);
const loadBody = z.object({ query: z.record(z.string(), z.unknown()) });

/**
 * The questions of the board that somebody opens first. They are kept; after the next start they are asked again as
 * soon as a board's page is on its way, so that the answers are made while the browser still reads its code. Answers
 * are never kept: each is worked out from the data as they are, and shared like those of any two readers. Nor are
 * questions with values in their filters: those are of one reader.
 */
export class FirstQuestions {
  readonly #options: FirstQuestionsOptions;
  readonly #stop = new AbortController();
  readonly #heard = new Map<string, object>();
  #kept = '';
  #until: number | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: FirstQuestionsOptions) {
    this.#options = options;
  }

  /** A page of the interface is on its way to somebody signed in. */
  opened(path: string): void {
    if (this.#until !== null || !/^\/($|boards\/)/.test(path)) return;
    this.#until = this.#options.clock.now() + windowMs;
    this.#timer = setTimeout(() => void this.#keep(), windowMs);
    this.#timer.unref();
    void this.#repeat().catch(() => {});
  }

  /** A body that was sent to `/load`. */
  asked(body: Uint8Array): void {
    if (this.#until === null || this.#options.clock.now() > this.#until) return;
    if (body.byteLength > maxBytes || this.#heard.size >= maxQuestions) return;
    const parsed = loadBody.safeParse(jsonOf(body));
    if (parsed.success && isForAll(parsed.data.query)) {
      this.#heard.set(JSON.stringify(parsed.data.query), parsed.data.query);
    }
  }

  /** Does not wait for answers under way: whoever gives them ends them. */
  async close(): Promise<void> {
    this.#stop.abort();
    clearTimeout(this.#timer);
    await this.#keep();
  }

  async #repeat(): Promise<void> {
    this.#kept = await readFile(this.#options.path, 'utf8').catch(() => '');
    const waiting = (keptInput.safeParse(jsonOf(this.#kept)).data ?? []).filter(isForAll);
    const { signal } = this.#stop;
    const askOn = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined && !signal.aborted; next = waiting.shift()) {
        // A question that fails now, fails again where it is asked by somebody who can read why.
        await this.#options.ask(next, signal).catch(() => {});
      }
    };
    await Promise.all(Array.from({ length: atOnce }, askOn));
  }

  /** Once; a page that asked nothing leaves the former questions. Where nothing can be written, nothing is kept. */
  async #keep(): Promise<void> {
    const text = JSON.stringify([...this.#heard.values()]);
    const isNew = this.#heard.size > 0 && text !== this.#kept;
    this.#heard.clear();
    if (!isNew) return;
    const { path } = this.#options;
    try {
      await writeFile(`${path}.new`, text, { mode: 0o600 });
      await rename(`${path}.new`, path);
      this.#kept = text;
    } catch {}
  }
}

/**
 * Whether the question is the same whoever asks it. What somebody looks for (a name, a number, a city) stands in the
 * values of its filters: that is theirs, and no file of ours.
 */
function isForAll({ filters }: Record<string, unknown>): boolean {
  const hasValues = (filter: unknown): boolean => {
    if (typeof filter !== 'object' || filter === null) return true;
    const { values, and, or } = filter as Record<string, unknown>;
    if (Array.isArray(values) && values.length > 0) return true;
    return [and, or].some((inner) => Array.isArray(inner) && inner.some(hasValues));
  };
  return filters === undefined || (Array.isArray(filters) && !filters.some(hasValues));
}

function jsonOf(text: string | Uint8Array): unknown {
  try {
    return JSON.parse(typeof text === 'string' ? text : Buffer.from(text).toString('utf8'));
  } catch {
    return null;
  }
}
