import { z } from 'zod';
import { type ColumnType, columnTypes } from '../../contract/imports.ts';
import {
  instantPair,
  quoteName,
  type Relation,
  type StageColumn,
  type StageKind,
  type TargetColumn,
} from './relations.ts';

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
 */
export function importedRelation(table: ImportedTable): Relation {
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
    const kind = stageKindOf[column.type];
    columns.push({ name: column.storageName, kind });
    if (column.type === 'instant') {
      columns.push({ name: `${column.storageName}_local`, kind: 'integer', localOf: column.storageName });
    }
    target.push(...targetColumns(column));
  }
  return { name: table.storageName, columns, target };
}

/** How the store keeps each type; a date is text `YYYY-MM-DD`, an instant UTC ms, a boolean 0 or 1. */
const stageKindOf: Record<ColumnType, StageKind> = {
  text: 'text',
  json: 'text',
  date: 'text',
  integer: 'integer',
  instant: 'integer',
  boolean: 'integer',
  decimal: 'real',
};

function targetColumns({ storageName: name, type }: ImportedColumn): TargetColumn[] {
  const staged = `s.${quoteName(name)}`;
  switch (type) {
    case 'text':
    case 'json':
      return [{ name, type: 'VARCHAR', value: () => staged }];
    case 'integer':
      return [{ name, type: 'BIGINT', value: () => staged }];
    case 'decimal':
      return [{ name, type: 'DOUBLE', value: () => staged }];
    case 'boolean':
      return [{ name, type: 'BOOLEAN', value: () => `${staged} <> 0` }];
    case 'date':
      return [{ name, type: 'DATE', value: () => `TRY_CAST(${staged} AS DATE)` }];
    case 'instant':
      return instantPair(name);
  }
}
