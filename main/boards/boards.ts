import { uuidv7 } from 'uuidv7';
import { type Board, type BoardInput, type BoardVersion, boardInput } from '../../contract/boards.ts';
import { AppError } from '../../contract/errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { MetadataStore } from '../ports/metadata-store.ts';
import { type Comments, createComments } from './comments.ts';
import { createFilterSets, type FilterSets } from './filter-sets.ts';
import { createMarks, type Marks } from './marks.ts';
import { overviewBoard } from './overview-board.ts';
import { createPlanTargets, type PlanTargets } from './plan-targets.ts';

/** Boards and their versions. Built-in ones come with the program and cannot be changed, only copied. */
export interface Boards {
  /** Built-in first, then by title of the newest version. */
  list(): Board[];
  /** @throws boards/not-found */
  get(id: string): Board;
  add(input: BoardInput, author: string, folder?: string): Promise<Board>;
  /**
   * Saves a new version. Versions that one author saves within a few minutes of each other are kept as one, as long as
   * it does not span more than a quarter of an hour.
   *
   * @param change.expectedVersion the version the change was made on; null = whichever is there
   * @throws boards/not-found, boards/built-in, api/conflict
   */
  replace(id: string, input: BoardInput, change: BoardChange): Promise<Board>;
  /** Puts it into a folder; '' = none. @throws boards/not-found, boards/built-in */
  place(id: string, folder: string): Promise<Board>;
  /** With its versions, comments and what people marked or saved about it. @throws boards/not-found, boards/built-in */
  remove(id: string): Promise<void>;
  /** Kept versions, newest first. @throws boards/not-found */
  versions(id: string): BoardVersion[];
  /** A board as it was. @throws boards/not-found */
  version(id: string, version: number): Board;
  marks: Marks;
  comments: Comments;
  filterSets: FilterSets;
  targets: PlanTargets;
}

export interface BoardChange {
  expectedVersion: number | null;
  author: string;
}

/** Changes of one author closer together than this are one entry of the history. */
const historyStepMs = 5 * 60_000;
/** Whoever changes a board all day can go back by steps no longer than this. */
const longestStepMs = 15 * 60_000;
/** Older entries beyond this many are dropped. */
const historyLimit = 200;

export function createBoards(store: MetadataStore, clock: Clock): Boards {
  const builtIn = new Map<string, Board>([[overviewBoard.id, overviewBoard]]);
  const columns = 'id, definition, version, updated_at, folder';

  function get(id: string): Board {
    const known = builtIn.get(id);
    if (known !== undefined) return known;
    const row = store.all(`SELECT ${columns} FROM boards WHERE id = ?`, [id])[0];
    if (row === undefined) throw new AppError('boards/not-found');
    return boardOf(row);
  }

  /** The stored one, which may be changed. */
  function getOwn(id: string): Board {
    const board = get(id);
    if (board.isBuiltIn) throw new AppError('boards/built-in');
    return board;
  }

  return {
    get,
    list() {
      const own = store.all(`SELECT ${columns} FROM boards`).map(boardOf);
      own.sort((left, right) => left.title['zh-CN'].localeCompare(right.title['zh-CN'], 'zh-CN'));
      return [...builtIn.values(), ...own];
    },
    async add(input, author, folder = '') {
      const now = clock.now();
      const board: Board = { ...input, id: uuidv7(), version: 1, isBuiltIn: false, folder, updatedAt: isoOf(now) };
      const definition = JSON.stringify(input);
      await store.run([
        { sql: `INSERT INTO boards (${columns}) VALUES (?, ?, 1, ?, ?)`, params: [board.id, definition, now, folder] },
        versionStatement(board.id, { version: 1, definition, now, author, since: now }),
      ]);
      return board;
    },
    async replace(id, input, { expectedVersion, author }) {
      const before = getOwn(id);
      if (expectedVersion !== null && expectedVersion !== before.version) throw new AppError('api/conflict');
      const now = clock.now();
      const version = before.version + 1;
      const definition = JSON.stringify(input);
      const former = store.all(
        `SELECT since FROM board_versions WHERE board_id = ? AND version = ? AND version > 1 AND author = ?
          AND created_at > ? AND since > ?`,
        [id, before.version, author, now - historyStepMs, now - longestStepMs],
      )[0];
      const since = former === undefined ? now : Number(former.since);
      const replaced = former === undefined ? 0 : before.version;
      const statements = [
        versionStatement(id, { version, definition, now, author, since }),
        {
          sql: `DELETE FROM board_versions WHERE board_id = ? AND (version = ? OR version IN
            (SELECT version FROM board_versions WHERE board_id = ? ORDER BY version DESC LIMIT -1 OFFSET ${historyLimit}))`,
          params: [id, replaced, id],
        },
        {
          sql: 'UPDATE boards SET definition = ?, version = ?, updated_at = ? WHERE id = ?',
          params: [definition, version, now, id],
        },
      ];
      try {
        await store.run(statements);
      } catch (cause) {
        // Of two changes at the same moment the second breaks on the key of the version row and nothing of it is kept.
        if (getOwn(id).version !== before.version) throw new AppError('api/conflict', { cause });
        throw cause;
      }
      return { ...input, id, version, isBuiltIn: false, folder: before.folder, updatedAt: isoOf(now) };
    },
    async remove(id) {
      getOwn(id);
      const tables = ['board_versions', 'board_marks', 'board_comments', 'board_filter_sets'];
      await store.run([
        ...tables.map((table) => ({ sql: `DELETE FROM ${table} WHERE board_id = ?`, params: [id] })),
        { sql: 'DELETE FROM boards WHERE id = ?', params: [id] },
      ]);
    },
    async place(id, folder) {
      const board = getOwn(id);
      await store.run([{ sql: 'UPDATE boards SET folder = ? WHERE id = ?', params: [folder, id] }]);
      return { ...board, folder };
    },
    versions(id) {
      const board = get(id);
      if (board.isBuiltIn) return [{ version: board.version, author: '', createdAt: board.updatedAt }];
      const sql = 'SELECT version, author, created_at FROM board_versions WHERE board_id = ? ORDER BY version DESC';
      return store.all(sql, [id]).map((row) => ({
        version: Number(row.version),
        author: String(row.author),
        createdAt: isoOf(Number(row.created_at)),
      }));
    },
    version(id, version) {
      const board = get(id);
      if (board.version === version) return board;
      const sql = 'SELECT definition, created_at FROM board_versions WHERE board_id = ? AND version = ?';
      const row = store.all(sql, [id, version])[0];
      if (row === undefined) throw new AppError('boards/not-found');
      const definition = boardInput.parse(JSON.parse(String(row.definition)));
      return {
        ...definition,
        id,
        version,
        isBuiltIn: false,
        folder: board.folder,
        updatedAt: isoOf(Number(row.created_at)),
      };
    },
    marks: createMarks(store),
    comments: createComments(store, clock),
    filterSets: createFilterSets(store),
    targets: createPlanTargets(store),
  };
}

interface VersionRow {
  version: number;
  definition: string;
  now: number;
  author: string;
  /** When the changes kept as this version began. */
  since: number;
}

function versionStatement(id: string, { version, definition, now, author, since }: VersionRow) {
  return {
    sql: `INSERT INTO board_versions (board_id, version, definition, created_at, author, since)
          VALUES (?, ?, ?, ?, ?, ?)`,
    params: [id, version, definition, now, author, since],
  };
}

function boardOf(row: Record<string, unknown>): Board {
  const definition = boardInput.parse(JSON.parse(String(row.definition)));
  return {
    ...definition,
    id: String(row.id),
    version: Number(row.version),
    isBuiltIn: false,
    folder: String(row.folder),
    updatedAt: isoOf(Number(row.updated_at)),
  };
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}
