import type { MemberDefinition } from '../../../contract/model.ts';

/** One thing a definition says; `path` is its place: `words.en.title`, `body.conditions`. */
export interface DefinitionRow {
  path: string;
  text: string;
}

/** A definition in lines that people can read, in the order of its form. */
export function definitionRows(definition: MemberDefinition): DefinitionRow[] {
  const { words, view, name, body } = definition;
  const { kind, ...rest } = body;
  const rows: [string, unknown][] = [
    ['words.zh-CN.title', words['zh-CN'].title],
    ['words.en.title', words.en.title],
    ['view', view],
    ['body.kind', kind],
    ...Object.entries(rest).map(([part, value]): [string, unknown] => [`body.${part}`, value]),
    ['name', name],
    ...(definition.type === 'measure' ? [['format', definition.format] as [string, unknown]] : []),
    ['words.zh-CN.description', words['zh-CN'].description],
    ['words.en.description', words.en.description],
  ];
  return rows.map(([path, value]) => ({ path, text: textOf(value) }));
}

/** Two definitions beside each other, line by line; a line that only one has is empty in the other. */
export function comparedRows(
  before: MemberDefinition,
  after: MemberDefinition,
): { path: string; before: string; after: string }[] {
  const [a, b] = [before, after].map((one) => new Map(definitionRows(one).map(({ path, text }) => [path, text])));
  const order = [...new Set([...definitionRows(after), ...definitionRows(before)].map(({ path }) => path))];
  return order.map((path) => ({ path, before: a?.get(path) ?? '', after: b?.get(path) ?? '' }));
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (!Array.isArray(value)) return typeof value === 'object' ? lineOf(value) : String(value);
  return value.map((one) => (typeof one === 'object' && one !== null ? lineOf(one) : String(one))).join('\n');
}

/** Conditions, groups and cases: their parts in order, lists with commas. */
function lineOf(part: object): string {
  return Object.values(part)
    .map((one: unknown) =>
      Array.isArray(one)
        ? one.map((inner) => (typeof inner === 'object' && inner !== null ? lineOf(inner) : String(inner))).join(', ')
        : String(one ?? ''),
    )
    .filter((text) => text !== '')
    .join(' ');
}
