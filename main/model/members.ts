import { uuidv7 } from 'uuidv7';
import { AppError } from '../../contract/errors.ts';
import {
  type CustomModel,
  type GovernedMember,
  type MemberDefinition,
  type MemberVersion,
  memberDefinitionInput,
  modelLimits,
} from '../../contract/model.ts';
import type { Clock } from '../ports/clock.ts';
import type { MetadataStore, Statement } from '../ports/metadata-store.ts';

type Row = Record<string, unknown>;
type Action = MemberVersion['action'];

const columns = 'id, live, draft, review, note, author, version, created_at, updated_at, archived_at';

/** Measures and dimensions made in a form, as rows: drafts, what is in force, and every version. */
export class Members {
  readonly #store: MetadataStore;
  readonly #clock: Clock;

  constructor(store: MetadataStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Newest change first. */
  list(): GovernedMember[] {
    return this.#store
      .all(`SELECT ${columns} FROM model_members ORDER BY updated_at DESC, id DESC`)
      .map((row) => memberOf(row));
  }

  /** @throws model/not-found */
  get(id: string): GovernedMember {
    const row = this.#store.all(`SELECT ${columns} FROM model_members WHERE id = ?`, [id])[0];
    if (row === undefined) throw new AppError('model/not-found');
    return memberOf(row);
  }

  /** Newest first. */
  versions(id: string): MemberVersion[] {
    const sql =
      'SELECT version, action, definition, note, author, created_at FROM model_member_versions WHERE member_id = ? ORDER BY version DESC';
    return this.#store.all(sql, [id]).map((row) => ({
      version: Number(row.version),
      action: String(row.action) as Action,
      definition: definitionOf(row.definition),
      note: String(row.note),
      author: String(row.author),
      at: isoOf(row.created_at),
    }));
  }

  /** Saves a draft; nothing of it is part of the model yet. @throws model/name-taken, model/too-many */
  async add(definition: MemberDefinition, author: string): Promise<GovernedMember> {
    this.#checkName(definition, null);
    if (this.list().filter(({ archivedAt }) => archivedAt === null).length >= modelLimits.members) {
      throw new AppError('model/too-many', { params: { most: modelLimits.members } });
    }
    const now = this.#clock.now();
    const id = uuidv7();
    const text = JSON.stringify(definition);
    await this.#store.run([
      {
        sql: `INSERT INTO model_members (${columns}) VALUES (?, NULL, ?, 'draft', '', ?, 1, ?, ?, NULL)`,
        params: [id, text, author, now, now],
      },
      versionOf(id, { version: 1, action: 'drafted', text, note: '', author, now }),
    ]);
    return this.get(id);
  }

  /** Saves a new draft. @throws model/not-found, model/name-taken, api/conflict */
  change(id: string, definition: MemberDefinition, by: By): Promise<GovernedMember> {
    this.#checkName(definition, id);
    return this.#step(id, by, 'drafted', () => ({
      definition,
      set: { draft: JSON.stringify(definition), review: 'draft' },
    }));
  }

  /** Asks for a review. @throws model/nothing-to-review */
  submit(id: string, by: By): Promise<GovernedMember> {
    return this.#step(id, by, 'submitted', ({ draft }) => ({
      definition: draft ?? nothingToReview(),
      set: { review: 'submitted', note: '' },
    }));
  }

  /** Sends a draft back with a note. */
  returnBack(id: string, note: string, by: By): Promise<GovernedMember> {
    return this.#step(id, { ...by, note }, 'returned', ({ draft }) => ({
      definition: draft ?? nothingToReview(),
      set: { review: 'returned', note },
    }));
  }

  /** Makes the draft the definition in force. @throws model/name-taken when another one has its name by now */
  approve(id: string, by: By): Promise<GovernedMember> {
    return this.#step(id, by, 'approved', ({ draft }) => {
      const definition = draft ?? nothingToReview();
      this.#checkName(definition, id);
      return {
        definition,
        set: { live: JSON.stringify(definition), draft: null, review: null, note: '', archived_at: null },
      };
    });
  }

  archive(id: string, by: By): Promise<GovernedMember> {
    return this.#step(id, by, 'archived', ({ live, draft }) => ({
      definition: live ?? draft ?? nothingToReview(),
      set: { archived_at: this.#clock.now() },
    }));
  }

  /** @throws model/name-taken when another one has its name by now */
  restore(id: string, by: By): Promise<GovernedMember> {
    return this.#step(id, by, 'restored', ({ live, draft }) => {
      const definition = live ?? draft ?? nothingToReview();
      this.#checkName(definition, id);
      return { definition, set: { archived_at: null } };
    });
  }

  /** What is in force, and what was. */
  custom(): Pick<CustomModel, 'members' | 'archived'> {
    const all = this.list().toSorted((a, b) =>
      a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : a.id < b.id ? -1 : 1,
    );
    return {
      members: all.flatMap(({ id, live, archivedAt }) =>
        live && archivedAt === null ? [{ id, definition: live }] : [],
      ),
      archived: all.flatMap(({ live, archivedAt }) =>
        live && archivedAt !== null
          ? [
              {
                member: `${live.view}.${live.name}`,
                title: { 'zh-CN': live.words['zh-CN'].title, en: live.words.en.title },
              },
            ]
          : [],
      ),
    };
  }

  /** A name is one member's in its view, drafts included, so that two drafts cannot both be right. */
  #checkName(definition: MemberDefinition, own: string | null): void {
    const { view, name } = definition;
    const isTaken = this.list().some(
      (one) =>
        one.id !== own &&
        one.archivedAt === null &&
        [one.live, one.draft].some((other) => other?.view === view && other.name === name),
    );
    if (isTaken) throw new AppError('model/name-taken', { params: { view, name } });
  }

  async #step(
    id: string,
    by: By,
    action: Action,
    work: (member: GovernedMember) => { definition: MemberDefinition; set: Record<string, string | number | null> },
  ): Promise<GovernedMember> {
    const before = this.get(id);
    if (by.expectedVersion !== null && by.expectedVersion !== before.version) throw new AppError('api/conflict');
    const { definition, set } = work(before);
    const now = this.#clock.now();
    const version = before.version + 1;
    const names = Object.keys(set);
    const author = action === 'drafted' ? by.author : before.author;
    const change: Statement = {
      sql: `UPDATE model_members SET ${names.map((name) => `${name} = ?`).join(', ')}, author = ?, version = ?, updated_at = ? WHERE id = ?`,
      params: [...Object.values(set), author, version, now, id],
    };
    const text = JSON.stringify(definition);
    try {
      await this.#store.run([
        versionOf(id, { version, action, text, note: by.note ?? '', author: by.author, now }),
        change,
      ]);
    } catch (cause) {
      // Of two changes at the same moment the second breaks on the key of the version row; nothing of it is kept.
      if (this.get(id).version !== before.version) throw new AppError('api/conflict', { cause });
      throw cause;
    }
    return this.get(id);
  }
}

/** Who changes something, and the version the change was made on; null = whichever is there. */
export interface By {
  author: string;
  expectedVersion: number | null;
  note?: string;
}

function nothingToReview(): never {
  throw new AppError('model/nothing-to-review');
}

function versionOf(
  id: string,
  saved: { version: number; action: Action; text: string; note: string; author: string; now: number },
): Statement {
  return {
    sql: 'INSERT INTO model_member_versions (member_id, version, action, definition, note, author, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
    params: [id, saved.version, saved.action, saved.text, saved.note, saved.author, saved.now],
  };
}

function memberOf(row: Row): GovernedMember {
  const live = row.live === null ? null : definitionOf(row.live);
  const pending = row.review === null ? null : (String(row.review) as NonNullable<GovernedMember['pending']>);
  const isArchived = row.archived_at !== null;
  return {
    id: String(row.id),
    state: isArchived ? 'archived' : live ? 'live' : (pending ?? 'draft'),
    live,
    draft: row.draft === null ? null : definitionOf(row.draft),
    pending,
    note: String(row.note),
    author: String(row.author),
    version: Number(row.version),
    createdAt: isoOf(row.created_at),
    updatedAt: isoOf(row.updated_at),
    archivedAt: isArchived ? isoOf(row.archived_at) : null,
    problem: null,
  };
}

const definitionOf = (text: unknown): MemberDefinition => memberDefinitionInput.parse(JSON.parse(String(text)));

function isoOf(ms: unknown): string {
  return new Date(Number(ms)).toISOString();
}
