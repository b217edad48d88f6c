import { uuidv7 } from 'uuidv7';
import type { Comment } from '../../contract/boards.ts';
import { AppError } from '../../contract/errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { MetadataStore } from '../ports/metadata-store.ts';

/** Who writes: `operator` for ownership, `displayName` for the reader. */
export interface CommentAuthor {
  operator: string;
  displayName: string;
}

/** What people say about a board or one of its tiles, oldest first. */
export interface Comments {
  list(boardId: string, operator: string): Comment[];
  add(boardId: string, author: CommentAuthor, input: { tileId: string | null; body: string }): Promise<Comment>;
  /** @throws api/not-found */
  resolve(boardId: string, id: string, isResolved: boolean): Promise<void>;
  /** @param operator only a comment of this operator; null = anybody's. @throws api/not-found */
  remove(boardId: string, id: string, operator: string | null): Promise<void>;
}

export function createComments(store: MetadataStore, clock: Clock): Comments {
  function require(boardId: string, id: string, operator: string | null = null): void {
    const row = store.all('SELECT operator FROM board_comments WHERE id = ? AND board_id = ?', [id, boardId])[0];
    if (row === undefined) throw new AppError('api/not-found');
    if (operator !== null && String(row.operator) !== operator) throw new AppError('access/not-allowed');
  }
  return {
    list(boardId, operator) {
      const sql = 'SELECT * FROM board_comments WHERE board_id = ? ORDER BY created_at, id';
      return store.all(sql, [boardId]).map((row) => ({
        id: String(row.id),
        tileId: row.tile_id === null ? null : String(row.tile_id),
        author: String(row.author),
        body: String(row.body),
        createdAt: new Date(Number(row.created_at)).toISOString(),
        isResolved: row.resolved_at !== null,
        isOwn: row.operator === operator,
      }));
    },
    async add(boardId, { operator, displayName }, { tileId, body }) {
      const now = clock.now();
      const id = uuidv7();
      await store.run([
        {
          sql: `INSERT INTO board_comments (id, board_id, tile_id, operator, author, body, created_at, resolved_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, NULL)`,
          params: [id, boardId, tileId, operator, displayName, body, now],
        },
      ]);
      return {
        id,
        tileId,
        author: displayName,
        body,
        createdAt: new Date(now).toISOString(),
        isResolved: false,
        isOwn: true,
      };
    },
    async resolve(boardId, id, isResolved) {
      require(boardId, id);
      const at = isResolved ? clock.now() : null;
      await store.run([{ sql: 'UPDATE board_comments SET resolved_at = ? WHERE id = ?', params: [at, id] }]);
    },
    async remove(boardId, id, operator) {
      require(boardId, id, operator);
      await store.run([{ sql: 'DELETE FROM board_comments WHERE id = ?', params: [id] }]);
    },
  };
}
