import { z } from 'zod';
import { columnTypes } from '../../contract/imports.ts';
import { instantPair, quoteName, type Relation, type StageColumn, type TargetColumn } from './relations.ts';

/** An imported table as the store describes it; `columns` is JSON. */
export interface ImportedTable {
  name: string;
  storageName: string;
  columns: string;
}

const columnsInput = z.array(z.object({ name: z.string(), storageName: z.string(), type: z.enum(columnTypes) }));
export type ImportedColumn = z.infer<typeof columnsInput>[number];

/** The columns of an imported table, by the names of the file and of the store. */
export function importedColumns(table: ImportedTable): ImportedColumn[] {
  return columnsInput.parse(JSON.parse(table.columns));
}

/**
 * The relation of an imported table: `id`, `source_id` and one column per column of the file (an instant has its local
 * twin beside it).
 *
 * @param storageTypes SQLite's declared type per storage column
 */
export function importedRelation(table: ImportedTable, storageTypes: ReadonlyMap<string, string>): Relation {
  const columns: StageColumn[] = [
    { name: 'id', kind: 'integer' },
    { name: 'source_id', kind: 'integer' },
  ];
  const target: TargetColumn[] = ['id', 'source_id'].map((name) => ({
    name,
    type: 'BIGINT',
    value: () => `s.${name}`,
  }));
  for (const column of importedColumns(table)) {
    const storage = storageTypes.get(column.storageName) ?? 'TEXT';
    const kind = storage === 'INTEGER' ? 'integer' : storage === 'REAL' ? 'real' : 'text';
    columns.push({ name: column.storageName, kind });
    if (column.type === 'instant') {
      columns.push({ name: `${column.storageName}_local`, kind: 'integer', localOf: column.storageName });
    }
    target.push(...targetColumns(column, kind));
  }
  return { name: table.storageName, columns, target };
}

function targetColumns(column: ImportedColumn, kind: StageColumn['kind']): TargetColumn[] {
  const name = column.storageName;
  const staged = `s.${quoteName(name)}`;
  switch (column.type) {
    case 'text':
    case 'json':
      return [{ name, type: 'VARCHAR', value: () => `CAST(${staged} AS VARCHAR)` }];
    case 'integer':
      return [{ name, type: 'BIGINT', value: () => `TRY_CAST(${staged} AS BIGINT)` }];
    case 'decimal':
      return [{ name, type: 'DOUBLE', value: () => `TRY_CAST(${staged} AS DOUBLE)` }];
    case 'boolean':
      return [{ name, type: 'BOOLEAN', value: () => `TRY_CAST(${staged} AS BOOLEAN)` }];
    case 'date':
      // Written as YYYY-MM-DD, or as the UTC ms of that day's midnight.
      return [
        {
          name,
          type: 'DATE',
          value: () =>
            kind === 'integer' ? `CAST(make_timestamp_ms(${staged}) AS DATE)` : `TRY_CAST(${staged} AS DATE)`,
        },
      ];
    case 'instant':
      return instantPair(name);
  }
}
