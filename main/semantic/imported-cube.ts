import type { ImportedTable } from './protocol.ts';

export interface ReplicaColumn {
  /** Header of the file. */
  name: string;
  /** Name in the replica; the header itself when missing. */
  storageName?: string;
  type: string;
}

type Kind = 'number' | 'time' | 'date' | 'boolean' | 'string';

const kinds: [RegExp, Kind][] = [
  [/^(integer|decimal|bigint|double|hugeint|float|real|numeric)/i, 'number'],
  [/^(instant|timestamp)/i, 'time'],
  [/^date/i, 'date'],
  [/^bool/i, 'boolean'],
];

const aggregates = [
  { suffix: 'sum', type: 'sum', zh: '合计', en: 'sum' },
  { suffix: 'average', type: 'avg', zh: '平均', en: 'average' },
  { suffix: 'minimum', type: 'min', zh: '最小', en: 'minimum' },
  { suffix: 'maximum', type: 'max', zh: '最大', en: 'maximum' },
] as const;

/** Cube name of an imported table; member names are ASCII because the REST API allows nothing else. */
export function importedCubeName(table: ImportedTable): string {
  return /^[a-z][a-z0-9_]*$/i.test(table.name) ? `table_${table.name}` : table.storageName;
}

/**
 * A cube for a table that maps to no canonical entity: a count, four measures per numeric column, every column as a
 * dimension under its header. Written as JSON, which is YAML too.
 */
export function importedCubeFile(table: ImportedTable): { fileName: string; content: string } {
  const name = importedCubeName(table);
  const taken = new Set(['count', 'row_id']);
  const columns = table.columns
    .filter((column) => !/^(id|source_id|content_hash)$/.test(storageOf(column)) && !/_local$/.test(storageOf(column)))
    .map((column) => ({ column, member: memberName(column, taken), kind: kindOf(column.type) }));
  const cube = {
    name,
    sql_table: `"${table.storageName}"`,
    title: table.name,
    description: `Rows of the imported table ${table.name}`,
    meta: {
      source: `table:${table.name}`,
      ...words(table.name, `导入的表“${table.name}”`, `Imported table “${table.name}”`),
    },
    dimensions: [
      { name: 'row_id', sql: '{CUBE}.id', type: 'number', primary_key: true, public: false },
      ...columns.map(({ column, member, kind }) => dimension(table, column, member, kind)),
    ],
    measures: [
      {
        name: 'count',
        type: 'count',
        title: 'Rows',
        description: 'Number of rows',
        meta: { unit: 'count', source: `table:${table.name}`, ...words('行数', '行数', 'Number of rows', 'Rows') },
      },
      ...columns
        .filter(({ kind }) => kind === 'number')
        .flatMap(({ column, member }) => measures(table, column, member)),
    ],
  };
  return { fileName: `imported/${name}.yml`, content: JSON.stringify({ cubes: [cube] }) };
}

function dimension(table: ImportedTable, column: ReplicaColumn, member: string, kind: Kind) {
  const reference = `{CUBE}."${storageOf(column)}"`;
  return {
    name: member,
    sql: kind === 'date' ? `(CAST(${reference} AS TIMESTAMP) /* wall clock */)` : reference,
    type: kind === 'date' ? 'time' : kind,
    title: column.name,
    description: `Column ${column.name}`,
    meta: {
      source: `table:${table.name}.${column.name}`,
      ...words(column.name, `列“${column.name}”`, `Column “${column.name}”`),
    },
  };
}

function measures(table: ImportedTable, column: ReplicaColumn, member: string) {
  return aggregates.map(({ suffix, type, zh, en }) => ({
    name: `${member}_${suffix}`,
    type,
    sql: `{CUBE}."${storageOf(column)}"`,
    title: `${column.name} (${en})`,
    description: `${en} of column ${column.name}`,
    meta: {
      unit: 'number',
      source: `table:${table.name}.${column.name}`,
      ...words(
        `${column.name}${zh}`,
        `列“${column.name}”的${zh}`,
        `${en} of column “${column.name}”`,
        `${column.name} (${en})`,
      ),
    },
  }));
}

function words(zhTitle: string, zhDescription: string, enDescription: string, enTitle = zhTitle) {
  return {
    'zh-CN': { title: zhTitle, description: zhDescription },
    en: { title: enTitle, description: enDescription },
  };
}

function storageOf(column: ReplicaColumn): string {
  return column.storageName ?? column.name;
}

function kindOf(type: string): Kind {
  return kinds.find(([pattern]) => pattern.test(type))?.[1] ?? 'string';
}

/** The header when it is a plain ASCII name, else the column's name in the store; numbered when taken. */
function memberName(column: ReplicaColumn, taken: Set<string>): string {
  const slug = column.name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s.\-/]+/g, '_');
  const base = [slug, storageOf(column)].find((name) => /^[a-z][a-z0-9_]*$/i.test(name)) ?? 'column';
  let name = base;
  for (let number = 2; taken.has(name); number += 1) name = `${base}_${number}`;
  taken.add(name);
  return name;
}
