import { AppError } from '../../contract/errors.ts';
import { type CustomModel, type ModelFileVersion, type ModelFileView, modelLimits } from '../../contract/model.ts';
import type { Clock } from '../ports/clock.ts';
import type { MetadataStore } from '../ports/metadata-store.ts';
import type { By } from './members.ts';

const columns = 'name, content, version, author, updated_at, archived_at';

/** Files of the data model that people wrote, with every version. */
export class OwnFiles {
  readonly #store: MetadataStore;
  readonly #clock: Clock;

  constructor(store: MetadataStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  list(): ModelFileView[] {
    return this.#store.all(`SELECT ${columns} FROM model_files ORDER BY name`).map((row) => fileOf(row));
  }

  find(name: string): ModelFileView | null {
    const row = this.#store.all(`SELECT ${columns} FROM model_files WHERE name = ?`, [name])[0];
    return row === undefined ? null : fileOf(row);
  }

  /** Newest first. */
  versions(name: string): ModelFileVersion[] {
    const sql =
      'SELECT version, action, content, author, created_at FROM model_file_versions WHERE name = ? ORDER BY version DESC';
    return this.#store.all(sql, [name]).map((row) => ({
      version: Number(row.version),
      action: String(row.action) as ModelFileVersion['action'],
      author: String(row.author),
      at: new Date(Number(row.created_at)).toISOString(),
      content: String(row.content),
    }));
  }

  /** Saves a new version; one that was archived is in force again. @throws model/too-many, api/conflict */
  async save(name: string, content: string, by: By): Promise<ModelFileView> {
    const before = this.find(name);
    if (by.expectedVersion !== null && by.expectedVersion !== (before?.version ?? 0))
      throw new AppError('api/conflict');
    const isNew = before === null || before.archivedAt !== null;
    if (isNew && this.custom().files.length >= modelLimits.files) {
      throw new AppError('model/too-many', { params: { most: modelLimits.files } });
    }
    const action = before?.archivedAt ? 'restored' : 'saved';
    return this.#write(name, { content, action, author: by.author, archivedAt: null }, before);
  }

  /** Takes a file out of the model; its versions stay. @throws model/not-found, api/conflict */
  async archive(name: string, by: By): Promise<ModelFileView> {
    const before = this.find(name);
    if (before === null) throw new AppError('model/not-found');
    if (by.expectedVersion !== null && by.expectedVersion !== before.version) throw new AppError('api/conflict');
    const { content } = before;
    return this.#write(name, { content, action: 'archived', author: by.author, archivedAt: this.#clock.now() }, before);
  }

  custom(): Pick<CustomModel, 'files'> {
    return {
      files: this.list()
        .filter(({ archivedAt }) => archivedAt === null)
        .map(({ name, content }) => ({ name, content })),
    };
  }

  async #write(
    name: string,
    saved: { content: string; action: string; author: string; archivedAt: number | null },
    before: ModelFileView | null,
  ): Promise<ModelFileView> {
    const now = this.#clock.now();
    const version = (before?.version ?? 0) + 1;
    const { content, action, author, archivedAt } = saved;
    try {
      await this.#store.run([
        {
          sql: 'INSERT INTO model_file_versions (name, version, action, content, author, created_at) VALUES (?, ?, ?, ?, ?, ?)',
          params: [name, version, action, content, author, now],
        },
        {
          sql: `INSERT INTO model_files (${columns}) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (name) DO UPDATE SET content = excluded.content, version = excluded.version,
                author = excluded.author, updated_at = excluded.updated_at, archived_at = excluded.archived_at`,
          params: [name, content, version, author, now, archivedAt],
        },
      ]);
    } catch (cause) {
      if ((this.find(name)?.version ?? 0) !== (before?.version ?? 0)) throw new AppError('api/conflict', { cause });
      throw cause;
    }
    return this.find(name) as ModelFileView;
  }
}

function fileOf(row: Record<string, unknown>): ModelFileView {
  return {
    name: String(row.name),
    origin: 'own',
    content: String(row.content),
    version: Number(row.version),
    author: String(row.author),
    updatedAt: new Date(Number(row.updated_at)).toISOString(),
    archivedAt: row.archived_at === null ? null : new Date(Number(row.archived_at)).toISOString(),
  };
}
