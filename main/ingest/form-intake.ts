import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Mapping } from '../../contract/imports.ts';
import type { FormHook } from '../../contract/ingest.ts';
import { flatten, guessMapping, type KnownColumn, knownFormat } from '../connectors/files/index.ts';
import type { Hub } from '../hub/index.ts';
import type { Logger } from '../ports/logger.ts';

export interface FormIntakeOptions {
  hub: Hub;
  logger: Logger;
  /** For files on their way into landing. */
  folder: string;
  findHook: (id: string) => FormHook;
}

/** Posts of a moment go together. */
const gatherMs = 1000;
const recordsAtOnce = 5000;
const idColumn = '_post_id';
const timeColumn = '_received_at';

interface StoredPost {
  id: number;
  hook_id: string;
  record: string;
  received_at: number;
}

/**
 * Hands posts to the ordinary import, with quarantine, mapping and all. The posts go in the very transaction that queues
 * their import, so that each is imported once, whatever happens in between.
 */
export class FormIntake {
  readonly #options: FormIntakeOptions;
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(options: FormIntakeOptions) {
    this.#options = options;
  }

  /** Posts are waiting. */
  wake(): void {
    if (this.#timer !== null || this.#isClosed) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#running = this.#running.then(() => this.#takeAll());
    }, gatherMs);
    this.#timer.unref();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#running;
  }

  async #takeAll(): Promise<void> {
    const { hub, logger } = this.#options;
    const hooks = hub.metadata.all('SELECT DISTINCT hook_id FROM form_posts').map(({ hook_id }) => String(hook_id));
    for (const hookId of hooks) {
      if (this.#isClosed) return;
      try {
        await this.#takeOf(hookId);
      } catch (error) {
        logger.log('error', 'posts could not be handed over yet', { hookId, reason: String(error) });
      }
    }
  }

  async #takeOf(hookId: string): Promise<void> {
    const { hub, folder, findHook } = this.#options;
    const posts = hub.metadata.all(
      'SELECT id, hook_id, record, received_at FROM form_posts WHERE hook_id = ? ORDER BY id LIMIT ?',
      [...[hookId, recordsAtOnce]],
    ) as unknown as StoredPost[];
    const last = posts.at(-1);
    if (!last) return;
    const hook = findHook(hookId);
    const table = tableOf(posts);
    const bytes = Buffer.from(`${[table.columns.map(({ name }) => name), ...table.rows].map(csvLine).join('\n')}\n`);
    const format = knownFormat(table.columns, table.rows, { sizeBytes: bytes.length, rowCount: posts.length });
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, `posts-${randomUUID()}`);
    await writeFile(path, bytes, { mode: 0o600 });
    try {
      await hub.submitImport({
        path,
        fileName: `${hook.name}.csv`,
        entity: hook.entity,
        mapping: mappingOf(hook, format, table.rows),
        options: { source: hook.source },
        piece: { format, key: [idColumn], listsKeys: false, hasPartialOrders: false },
        alongside: [{ sql: 'DELETE FROM form_posts WHERE hook_id = ? AND id <= ?', params: [hookId, last.id] }],
      });
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
    if (posts.length === recordsAtOnce) this.wake();
  }
}

/** The posts as one table: every field a column, with the post's own number and time. */
function tableOf(posts: readonly StoredPost[]): { columns: KnownColumn[]; rows: string[][] } {
  const types = new Map<string, KnownColumn['type']>([
    [idColumn, 'text'],
    [timeColumn, 'instant'],
  ]);
  const records = posts.map((post) => {
    const record = JSON.parse(post.record) as Record<string, unknown>;
    const cells = flatten(record);
    for (const name of cells.keys()) types.set(name, typeOf(types.get(name), record[name]));
    cells.set(idColumn, String(post.id));
    cells.set(timeColumn, new Date(post.received_at).toISOString());
    return cells;
  });
  const columns = [...types].map(([name, type]) => ({ name, type }));
  return { columns, rows: records.map((cells) => columns.map(({ name }) => cells.get(name) ?? '')) };
}

/** What people type is text, however much it looks like a number: the next one types something else. */
function typeOf(known: KnownColumn['type'] | undefined, value: unknown): KnownColumn['type'] {
  const type = typeof value === 'number' ? 'decimal' : typeof value === 'boolean' ? 'boolean' : 'text';
  return known === undefined || known === type ? type : 'text';
}

function mappingOf(hook: FormHook, format: Parameters<typeof guessMapping>[0], rows: string[][]): Mapping {
  const columns = new Set(format.columns);
  const isThere = (source: Mapping[string]) => !('column' in source) || columns.has(source.column);
  const given =
    hook.mapping && Object.fromEntries(Object.entries(hook.mapping).filter(([, source]) => isThere(source)));
  if (hook.entity.startsWith('table:')) {
    const own = { [idColumn]: { column: idColumn }, [timeColumn]: { column: timeColumn } };
    return { ...(given ?? Object.fromEntries(format.columns.map((column) => [column, { column }]))), ...own };
  }
  const guess = guessMapping(format, rows, hook.name);
  const guessed = [guess, ...guess.alternatives].find(({ entity }) => entity === hook.entity)?.mapping ?? {};
  const mapping = given ?? guessed;
  if (hook.entity !== 'events') return mapping;
  return {
    message_id: { column: idColumn },
    occurred_at: { column: timeColumn },
    event: { value: hook.name },
    ...mapping,
  };
}

const csvLine = (cells: readonly string[]) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',');
