import type { CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import type { ModelCube } from '../../../contract/model.ts';

const memberKeys = ['name', 'sql', 'type', 'title', 'description', 'public', 'meta'];
const keys: Record<string, readonly string[]> = {
  '': ['cubes', 'views'],
  cubes: [
    ...['name', 'extends', 'sql', 'sql_table', 'title', 'description', 'public', 'meta'],
    ...['joins', 'dimensions', 'measures', 'segments', 'hierarchies'],
  ],
  views: ['name', 'extends', 'title', 'description', 'public', 'meta', 'cubes', 'folders'],
  'views.cubes': ['join_path', 'includes', 'excludes', 'prefix', 'alias'],
  joins: ['name', 'sql', 'relationship'],
  measures: [...memberKeys, 'format', 'filters', 'rolling_window', 'drill_members'],
  dimensions: [...memberKeys, 'format', 'primary_key', 'case', 'granularities', 'sub_query'],
  segments: ['name', 'sql', 'title', 'description', 'public', 'meta'],
  hierarchies: ['name', 'title', 'levels', 'public'],
};
const values: Record<string, readonly string[]> = {
  measures: ['count', 'sum', 'avg', 'min', 'max', 'count_distinct', 'number', 'string', 'time', 'boolean'],
  dimensions: ['string', 'number', 'time', 'boolean'],
  relationship: ['many_to_one', 'one_to_many', 'one_to_one'],
  flag: ['true', 'false'],
};

/** Keys of the place, values of a key, and members inside braces. */
export function yamlCompletions(cubes: readonly ModelCube[]): (context: CompletionContext) => CompletionResult | null {
  return (context) => {
    const line = context.state.doc.lineAt(context.pos);
    const before = line.text.slice(0, context.pos - line.from);
    const inBraces = /\{([\w.]*)$/.exec(before)?.[1];
    if (inBraces !== undefined) {
      const options = membersIn(inBraces, cubes, ownCube(context));
      return { from: context.pos - (inBraces.split('.').at(-1) ?? '').length, options };
    }
    const path = pathOf(context);
    const pair = /^\s*(?:- )?(\w+):\s+(\w*)$/.exec(before);
    if (pair) {
      const [, key = '', word = ''] = pair;
      const options = valuesOf(key, path, cubes).map((label) => ({ label, type: 'text' }));
      return options.length === 0 ? null : { from: context.pos - word.length, options };
    }
    const word = /^\s*(?:- )?(\w*)$/.exec(before);
    if (!word || (word[1] === '' && !context.explicit)) return null;
    const found = keys[path.join('.')] ?? keys[path.at(-1) ?? ''] ?? [];
    const lists = new Set(['cubes', 'views', 'joins', 'dimensions', 'measures', 'segments', 'hierarchies', 'filters']);
    const options = found.map((label) => ({ label, apply: lists.has(label) ? `${label}:` : `${label}: ` }));
    return { from: context.pos - (word[1] ?? '').length, options };
  };
}

function membersIn(text: string, cubes: readonly ModelCube[], own: string | null) {
  const [head, tail] = text.split('.');
  const of = (name: string | null) => cubes.find((cube) => cube.kind === 'cube' && cube.name === name)?.members ?? [];
  if (tail !== undefined) return of(head ?? '').map(({ name, title }) => ({ label: name, detail: title }));
  return [
    { label: 'CUBE', detail: '' },
    ...of(own).map(({ name, title }) => ({ label: name, detail: title })),
    ...cubes.filter(({ kind }) => kind === 'cube').map(({ name, title }) => ({ label: name, detail: title })),
  ];
}

function valuesOf(key: string, path: readonly string[], cubes: readonly ModelCube[]): readonly string[] {
  if (key === 'type') return values[path.at(-1) ?? ''] ?? [];
  if (key === 'relationship') return values.relationship ?? [];
  if (['public', 'primary_key', 'prefix', 'sub_query'].includes(key)) return values.flag ?? [];
  const names = cubes.filter(({ kind }) => kind === 'cube').map(({ name }) => name);
  return key === 'extends' || key === 'join_path' || (key === 'name' && path.at(-1) === 'joins') ? names : [];
}

/** Names of the lists around the cursor, from the outermost: `['cubes', 'measures']`. */
function pathOf(context: CompletionContext): string[] {
  const { doc } = context.state;
  const here = doc.lineAt(context.pos);
  let indent = /^\s*/.exec(here.text)?.[0].length ?? 0;
  if (/^\s*- /.test(here.text)) indent += 1;
  const path: string[] = [];
  for (let number = here.number - 1; number > 0 && indent > 0; number -= 1) {
    const [, space = '', dash = '', key] = /^(\s*)(- )?(\w+):\s*$/.exec(doc.line(number).text) ?? [];
    if (key === undefined || space.length + dash.length >= indent) continue;
    path.unshift(key);
    indent = space.length + dash.length;
  }
  return path.length > 1 && path[0] === 'views' ? path : path.slice(-1);
}

/** The cube the cursor is in. */
function ownCube(context: CompletionContext): string | null {
  const { doc } = context.state;
  for (let number = doc.lineAt(context.pos).number; number > 0; number -= 1) {
    const name = /^ {2}- name:\s*(\w+)/.exec(doc.line(number).text)?.[1];
    if (name) return name;
  }
  return null;
}
