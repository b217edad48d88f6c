import { uuidv7 } from 'uuidv7';
import { type FilterSet, filterSetInput } from '../../contract/boards.ts';
import { AppError } from '../../contract/errors.ts';
import type { MetadataStore } from '../ports/metadata-store.ts';

type Input = Omit<FilterSet, 'id'>;

/** Dates and filters that an operator saved for a board; nobody else sees them. */
export interface FilterSets {
  /** By name. */
  list(operator: string, boardId: string): FilterSet[];
  add(operator: string, boardId: string, input: Input): Promise<FilterSet>;
  /** @throws api/not-found */
  replace(operator: string, id: string, input: Input): Promise<FilterSet>;
  /** @throws api/not-found */
  remove(operator: string, id: string): Promise<void>;
}

export function createFilterSets(store: MetadataStore): FilterSets {
  const noDefault = (operator: string, boardId: string) => ({
    sql: 'UPDATE board_filter_sets SET is_default = 0 WHERE operator = ? AND board_id = ?',
    params: [operator, boardId],
  });
  function boardOf(operator: string, id: string): string {
    const row = store.all('SELECT board_id FROM board_filter_sets WHERE id = ? AND operator = ?', [id, operator])[0];
    if (row === undefined) throw new AppError('api/not-found');
    return String(row.board_id);
  }
  return {
    list(operator, boardId) {
      const sql = 'SELECT * FROM board_filter_sets WHERE operator = ? AND board_id = ? ORDER BY name, id';
      return store.all(sql, [operator, boardId]).map((row) => ({
        ...filterSetInput.parse({
          name: row.name,
          search: JSON.parse(String(row.search)),
          isDefault: Number(row.is_default) === 1,
        }),
        id: String(row.id),
      }));
    },
    async add(operator, boardId, input) {
      const id = uuidv7();
      await store.run([
        ...(input.isDefault ? [noDefault(operator, boardId)] : []),
        {
          sql: 'INSERT INTO board_filter_sets (id, operator, board_id, name, search, is_default) VALUES (?, ?, ?, ?, ?, ?)',
          params: [id, operator, boardId, input.name, JSON.stringify(input.search), input.isDefault ? 1 : 0],
        },
      ]);
      return { ...input, id };
    },
    async replace(operator, id, input) {
      const boardId = boardOf(operator, id);
      await store.run([
        ...(input.isDefault ? [noDefault(operator, boardId)] : []),
        {
          sql: 'UPDATE board_filter_sets SET name = ?, search = ?, is_default = ? WHERE id = ?',
          params: [input.name, JSON.stringify(input.search), input.isDefault ? 1 : 0, id],
        },
      ]);
      return { ...input, id };
    },
    async remove(operator, id) {
      boardOf(operator, id);
      await store.run([{ sql: 'DELETE FROM board_filter_sets WHERE id = ?', params: [id] }]);
    },
  };
}
