import { uuidv7 } from 'uuidv7';
import { type Board, type BoardInput, boardInput } from '../../contract/boards.ts';
import { AppError } from '../../contract/errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { MetadataStore } from '../ports/metadata-store.ts';
import { overviewBoard } from './overview-board.ts';

/** Boards and their versions. Built-in ones come with the program and cannot be changed, only copied. */
export interface Boards {
  /** Built-in first, then by title of the newest version. */
  list(): Board[];
  /** @throws boards/not-found */
  get(id: string): Board;
  add(input: BoardInput): Promise<Board>;
  /**
   * Saves a new version.
   *
   * @param expectedVersion the version the change was made on; null = whichever is there
   * @throws boards/not-found, boards/built-in, api/conflict
   */
  replace(id: string, input: BoardInput, expectedVersion: number | null): Promise<Board>;
  /** @throws boards/not-found, boards/built-in */
  remove(id: string): Promise<void>;
}

export function createBoards(store: MetadataStore, clock: Clock): Boards {
  const builtIn = new Map<string, Board>([[overviewBoard.id, overviewBoard]]);
  const columns = 'id, definition, version, updated_at';

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
    async add(input) {
      const now = clock.now();
      const board: Board = { ...input, id: uuidv7(), version: 1, isBuiltIn: false, updatedAt: isoOf(now) };
      const definition = JSON.stringify(input);
      await store.run([
        { sql: `INSERT INTO boards (${columns}) VALUES (?, ?, 1, ?)`, params: [board.id, definition, now] },
        versionStatement(board.id, 1, definition, now),
      ]);
      return board;
    },
    async replace(id, input, expectedVersion) {
      const before = getOwn(id);
      if (expectedVersion !== null && expectedVersion !== before.version) throw new AppError('api/conflict');
      const now = clock.now();
      const version = before.version + 1;
      const definition = JSON.stringify(input);
      const statements = [
        versionStatement(id, version, definition, now),
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
      return { ...input, id, version, isBuiltIn: false, updatedAt: isoOf(now) };
    },
    async remove(id) {
      getOwn(id);
      await store.run([{ sql: 'DELETE FROM boards WHERE id = ?', params: [id] }]);
    },
  };
}

function versionStatement(id: string, version: number, definition: string, now: number) {
  return {
    sql: 'INSERT INTO board_versions (board_id, version, definition, created_at) VALUES (?, ?, ?, ?)',
    params: [id, version, definition, now],
  };
}

function boardOf(row: Record<string, unknown>): Board {
  const definition = boardInput.parse(JSON.parse(String(row.definition)));
  return {
    ...definition,
    id: String(row.id),
    version: Number(row.version),
    isBuiltIn: false,
    updatedAt: isoOf(Number(row.updated_at)),
  };
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}
