import type { MemberDefinition } from '../../../contract/model.ts';

/** One thing a definition says; `path` is its place: `words.en.title`, `body.conditions`. */
export interface DefinitionRow {
  path: string;
  text: string;
}

/** The word people read for a code of the contract: `operators`, `equals` → `is`; for members and views, their titles. */
export type CodeWord = (
  group:
    | ('measureKinds' | 'dimensionKinds' | 'functions' | 'textParts' | 'dateParts' | 'formats' | 'operators')
    | ('members' | 'views'),
  code: string,
) => string;

/** A definition in lines that people can read, in the order of its form. */
export function definitionRows(definition: MemberDefinition, word: CodeWord): DefinitionRow[] {
  const { words, view, name, body } = definition;
  const { kind, ...rest } = body;
  const rows: [string, unknown][] = [
    ['words.zh-CN.title', words['zh-CN'].title],
    ['words.en.title', words.en.title],
    ['view', word('views', view)],
    ['body.kind', word(definition.type === 'measure' ? 'measureKinds' : 'dimensionKinds', kind)],
    ...Object.entries(rest).map(([part, value]): [string, unknown] => [
      `body.${part}`,
      inWords(kind, part, value, word),
    ]),
    ['name', name],
    ...(definition.type === 'measure' ? [['format', word('formats', definition.format)] as [string, unknown]] : []),
    ['words.zh-CN.description', words['zh-CN'].description],
    ['words.en.description', words.en.description],
  ];
  return rows.map(([path, value]) => ({ path, text: textOf(value, word) }));
}

/** Two definitions beside each other, line by line; a line that only one has is empty in the other. */
export function comparedRows(
  before: MemberDefinition,
  after: MemberDefinition,
  word: CodeWord,
): { path: string; before: string; after: string }[] {
  const [a, b] = [before, after].map((one) => new Map(definitionRows(one, word).map(({ path, text }) => [path, text])));
  const order = [...new Set([...definitionRows(after, word), ...definitionRows(before, word)].map(({ path }) => path))];
  return order.map((path) => ({ path, before: a?.get(path) ?? '', after: b?.get(path) ?? '' }));
}

/** Parts of a body that name one member. */
const memberParts = ['member', 'measure', 'over', 'under'];

function inWords(kind: MemberDefinition['body']['kind'], part: string, value: unknown, word: CodeWord): unknown {
  if (typeof value !== 'string') return value;
  if (memberParts.includes(part)) return word('members', value);
  if (part === 'function') return word('functions', value);
  return part === 'part' ? word(kind === 'date' ? 'dateParts' : 'textParts', value) : value;
}

function textOf(value: unknown, word: CodeWord): string {
  if (value === null || value === undefined) return '';
  if (!Array.isArray(value)) return wordsOf(value, word);
  return value.map((one) => wordsOf(one, word)).join('\n');
}

/** Conditions, groups and cases: their parts in order, lists with commas. */
function wordsOf(value: unknown, word: CodeWord): string {
  if (typeof value !== 'object' || value === null) return String(value ?? '');
  return Object.entries(value)
    .map(([part, one]: [string, unknown]) => {
      if (Array.isArray(one)) return one.map((inner) => wordsOf(inner, word)).join(', ');
      if (part === 'member') return word('members', String(one));
      return part === 'operator' ? word('operators', String(one)) : wordsOf(one, word);
    })
    .filter((text) => text !== '')
    .join(' ');
}
