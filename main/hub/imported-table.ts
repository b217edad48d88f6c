import type { ColumnType } from '../../contract/imports.ts';
import type { CompiledMapping, StoredType } from '../connectors/files/index.ts';
import type { Writer } from '../store/index.ts';
import type { PendingWrites } from './pending-writes.ts';

/** A column of an imported table: its name in the file, and in the store. */
export interface ImportedColumn {
  name: string;
  storageName: string;
  type: ColumnType;
}

export interface ImportedTable {
  id: number;
  storageName: string;
  columns: ImportedColumn[];
}

const contentIndexOf = (storageName: string): string => `${storageName}_by_content`;

/** Whether the rows of an imported table have the index by which they are found again. */
export function hasContentIndex(store: Writer, storageName: string): boolean {
  return store.get('SELECT 1 FROM sqlite_schema WHERE name = ?', [contentIndexOf(storageName)]) !== undefined;
}

/** Keeping it in order row by row costs more than the rows: it is better made after many. */
export function makeContentIndex(store: Writer, storageName: string): void {
  store.exec(`CREATE INDEX IF NOT EXISTS "${contentIndexOf(storageName)}" ON "${storageName}" (content_hash)`);
}

/** The type that a column of an imported table has for values stored like this. */
export const columnTypeOf: Readonly<Record<StoredType, ColumnType>> = {
  text: 'text',
  key: 'text',
  integer: 'integer',
  decimal: 'decimal',
  quantity: 'integer',
  money: 'integer',
  'money-micro': 'integer',
  date: 'date',
  instant: 'instant',
  boolean: 'boolean',
  json: 'json',
};

const sqlTypeOf: Record<ColumnType, string> = {
  ...{ text: 'TEXT', json: 'TEXT', date: 'TEXT' },
  ...{ integer: 'INTEGER', instant: 'INTEGER', boolean: 'INTEGER', decimal: 'REAL' },
};

export function findImportedTable(store: Writer, name: string): ImportedTable | null {
  const row = store.get<{ id: number; storage_name: string; columns: string }>(
    'SELECT id, storage_name, columns FROM imported_tables WHERE name = ?',
    [name],
  );
  if (!row) return null;
  return { id: row.id, storageName: row.storage_name, columns: JSON.parse(row.columns) as ImportedColumn[] };
}

/** The table of this name with at least the columns of the mapping: made, or widened. Inside a transaction. */
export function prepareImportedTable(
  store: Writer,
  pending: PendingWrites,
  table: { name: string; mapping: CompiledMapping; now: number },
): ImportedTable {
  const wanted = table.mapping.fields.map((name, index) => ({
    name,
    type: columnTypeOf[table.mapping.types[index] ?? 'text'],
  }));
  const known = findImportedTable(store, table.name);
  return known ? widen(store, pending, known, wanted) : create(store, pending, { ...table, wanted });
}

type WantedColumn = Omit<ImportedColumn, 'storageName'>;

function create(
  store: Writer,
  pending: PendingWrites,
  { name, wanted, now }: { name: string; wanted: WantedColumn[]; now: number },
): ImportedTable {
  const id = nextTableId(store);
  const storageName = `t_${id}_${slug(name)}`;
  const columns = wanted.map((column, index) => ({ ...column, storageName: columnName(column.name, index) }));
  store.exec(
    `CREATE TABLE "${storageName}" (id INTEGER PRIMARY KEY, source_id INTEGER NOT NULL, content_hash INTEGER NOT NULL,
       ${columns.map((column) => `"${column.storageName}" ${sqlTypeOf[column.type]}`).join(', ')}) STRICT`,
  );
  store.run('INSERT INTO imported_tables (id, name, storage_name, columns, created_at) VALUES (?, ?, ?, ?, ?)', [
    ...[id, name, storageName, JSON.stringify(columns), now],
  ]);
  pending.beforeReshape(storageName, id, 'null');
  return { id, storageName, columns };
}

/** A known column keeps its type, except that whole numbers give way to decimals. */
function widen(
  store: Writer,
  pending: PendingWrites,
  table: ImportedTable,
  wanted: readonly WantedColumn[],
): ImportedTable {
  const columns = [...table.columns];
  for (const { name, type } of wanted) {
    if (columns.some((column) => column.name === name)) continue;
    const storageName = columnName(name, columns.length);
    store.exec(`ALTER TABLE "${table.storageName}" ADD COLUMN "${storageName}" ${sqlTypeOf[type]}`);
    columns.push({ name, storageName, type });
  }
  if (columns.length === table.columns.length) return table;
  pending.beforeReshape(table.storageName, table.id, JSON.stringify(table.columns));
  store.run('UPDATE imported_tables SET columns = ? WHERE id = ?', [JSON.stringify(columns), table.id]);
  return { ...table, columns };
}

/** Numbers of tables are never used twice either: a storage name always means the same table. */
function nextTableId(store: Writer): number {
  const id =
    (store.get<{ last_id: number }>(`SELECT last_id FROM entity_counters WHERE entity = 'imported_tables'`)?.last_id ??
      0) + 1;
  store.run(
    `INSERT INTO entity_counters (entity, last_id) VALUES ('imported_tables', ?)
     ON CONFLICT (entity) DO UPDATE SET last_id = excluded.last_id`,
    [id],
  );
  return id;
}

const columnName = (name: string, index: number) => `c${index + 1}_${slug(name)}`.replace(/_$/, '');

/** Lower-case ASCII letters and digits; names of other scripts are told apart by their number. */
function slug(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
    .slice(0, 40);
}
