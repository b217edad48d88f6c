import type { MetadataStore } from '../ports/metadata-store.ts';

export interface BoardMarks {
  favourites: ReadonlySet<string>;
  /** The board at `/`; null = the built-in one. */
  home: string | null;
}

/** Favourites and the home board, each operator's own. */
export interface Marks {
  of(operator: string): BoardMarks;
  set(
    operator: string,
    boardId: string,
    mark: { isFavourite?: boolean | undefined; isHome?: boolean | undefined },
  ): Promise<void>;
}

export function createMarks(store: MetadataStore): Marks {
  return {
    of(operator) {
      const rows = store.all('SELECT board_id, is_favourite, is_home FROM board_marks WHERE operator = ?', [operator]);
      const home = rows.find((row) => Number(row.is_home) === 1);
      return {
        favourites: new Set(rows.filter((row) => Number(row.is_favourite) === 1).map((row) => String(row.board_id))),
        home: home === undefined ? null : String(home.board_id),
      };
    },
    async set(operator, boardId, { isFavourite, isHome }) {
      const change = (column: string, value: boolean) => ({
        sql: `INSERT INTO board_marks (operator, board_id, ${column}) VALUES (?, ?, ?)
          ON CONFLICT (operator, board_id) DO UPDATE SET ${column} = excluded.${column}`,
        params: [operator, boardId, value ? 1 : 0],
      });
      await store.run([
        ...(isHome === true
          ? [{ sql: 'UPDATE board_marks SET is_home = 0 WHERE operator = ?', params: [operator] }]
          : []),
        ...(isHome === undefined ? [] : [change('is_home', isHome)]),
        ...(isFavourite === undefined ? [] : [change('is_favourite', isFavourite)]),
      ]);
    },
  };
}
