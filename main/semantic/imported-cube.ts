import { sealedMeta } from './localized.ts';
import type { ImportedTable } from './protocol.ts';

type Column = ImportedTable['columns'][number];

type Kind = 'number' | 'time' | 'date' | 'boolean' | 'string';

const kinds: Record<Column['type'], Kind> = {
  text: 'string',
  json: 'string',
  integer: 'number',
  decimal: 'number',
  boolean: 'boolean',
  date: 'date',
  instant: 'time',
};

/** Names that the product's own views have or will have. */
const reservedNames = new Set(
  (
    'profiles identifiers products orders order_items events survey_responses surveys tickets opportunities campaigns ' +
    'messages consents segments memberships tags'
  ).split(' '),
);

const aggregates = [
  { suffix: 'sum', type: 'sum', zh: '合计', en: 'sum' },
  { suffix: 'average', type: 'avg', zh: '平均', en: 'average' },
  { suffix: 'minimum', type: 'min', zh: '最小', en: 'minimum' },
  { suffix: 'maximum', type: 'max', zh: '最大', en: 'maximum' },
] as const;

/**
 * Cube name of an imported table: its own when the REST API can spell it (ASCII only) and no view of the product has
 * it, else its name in the store.
 */
export function importedCubeName(table: ImportedTable): string {
  const isPlain = /^[a-z][a-z0-9_]*$/i.test(table.name) && !/^base_/.test(table.name);
  return isPlain && isMemberName(table.name) && !reservedNames.has(table.name.toLowerCase())
    ? table.name
    : table.storageName;
}

/** Columns with a `<name>_local` twin in the replica. */
export function instantColumns(table: ImportedTable): string[] {
  return table.columns.filter((column) => column.type === 'instant').map((column) => column.storageName);
}

/**
 * A cube for a table that maps to no canonical entity: a count, four measures per numeric column, every column as a
 * dimension under its header. Written as JSON, which is YAML too; indented, because two braces in a row would make
 * Cube take it for a template.
 */
export function importedCubeFile(table: ImportedTable): { fileName: string; content: string } {
  const name = importedCubeName(table);
  const taken = new Set(['count', 'row_id']);
  const columns = table.columns.map((column) => ({
    column,
    member: memberName(column, taken),
    kind: kinds[column.type],
  }));
  const cube = {
    name,
    sql_table: `"${table.storageName}"`,
    description: 'Rows of an imported table',
    meta: sealedMeta({
      source: `table:${table.name}`,
      ...words(table.name, `导入的表“${table.name}”`, `Imported table “${table.name}”`),
    }),
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
        meta: sealedMeta({
          unit: 'count',
          source: `table:${table.name}`,
          ...words('行数', '行数', 'Number of rows', 'Rows'),
        }),
      },
      ...columns
        .filter(({ kind }) => kind === 'number')
        .flatMap(({ column, member }) => measures(table, column, member, taken)),
    ],
  };
  return { fileName: `imported/${name}.yml`, content: JSON.stringify({ cubes: [cube] }, null, 1) };
}

function dimension(table: ImportedTable, column: Column, member: string, kind: Kind) {
  const reference = `{CUBE}."${column.storageName}"`;
  return {
    name: member,
    sql: kind === 'date' ? `(CAST(${reference} AS TIMESTAMP) /* wall clock */)` : reference,
    type: kind === 'date' ? 'time' : kind,
    description: 'Column of an imported table',
    meta: sealedMeta({
      source: `table:${table.name}.${column.name}`,
      ...words(column.name, `列“${column.name}”`, `Column “${column.name}”`),
    }),
  };
}

function measures(table: ImportedTable, column: Column, member: string, taken: Set<string>) {
  return aggregates.map(({ suffix, type, zh, en }) => ({
    name: free(`${member}_${suffix}`, taken),
    type,
    sql: `{CUBE}."${column.storageName}"`,
    description: `Column of an imported table: ${en}`,
    meta: sealedMeta({
      unit: 'number',
      source: `table:${table.name}.${column.name}`,
      ...words(
        `${column.name}${zh}`,
        `列“${column.name}”的${zh}`,
        `${en} of column “${column.name}”`,
        `${column.name} (${en})`,
      ),
    }),
  }));
}

function words(zhTitle: string, zhDescription: string, enDescription: string, enTitle = zhTitle) {
  return {
    'zh-CN': { title: zhTitle, description: zhDescription },
    en: { title: enTitle, description: enDescription },
  };
}

/** The header when it is a plain ASCII name, else the column's name in the store; numbered when taken. */
function memberName(column: Column, taken: Set<string>): string {
  const slug = column.name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s.\-/]+/g, '_');
  const base = [slug, column.storageName].find(isMemberName) ?? 'column';
  return free(base, taken);
}

/** Cube evaluates what stands under `sql`, and keeps members in plain objects. */
function isMemberName(name: string): boolean {
  return /^[a-z][a-z0-9_]*$/i.test(name) && !/^sql(_?table)?$/i.test(name) && !(name in Object.prototype);
}

function free(base: string, taken: Set<string>): string {
  let name = base;
  for (let number = 2; taken.has(name); number += 1) name = `${base}_${number}`;
  taken.add(name);
  return name;
}
