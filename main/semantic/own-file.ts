import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Node as YamlNode } from 'yaml';
import { modelLimits } from '../../contract/model.ts';
import type { ModelProblemCode, PlainProblem, PlainReason } from '../../contract/model-problems.ts';
import { asJson } from './compose-model.ts';
import { sealedMeta } from './localized.ts';
import type { WrittenFile } from './model-index.ts';

/**
 * What may stand in a file of the model that people write. Cube turns every text of a YAML file into a program: braces
 * are evaluated, some keys are programs altogether, backslashes and backticks end a text. Only keys whose meaning is
 * known are let through, braces only around names of members, and what Cube gets is written anew from what was read
 * here, so that two readers of YAML cannot disagree about it.
 */
const text = 'text';
const sql = 'sql';
const names = 'names';
const flag = 'flag';
const plain = 'plain';
type Rule = typeof text | typeof sql | typeof names | typeof flag | typeof plain | { [key: string]: Rule } | [Rule];

const words = { name: names, title: text, description: text, meta: plain, public: flag, shown: flag } as const;
const filters: Rule = [{ sql }];
const format: Rule = text;

const dimension: Rule = {
  ...{ ...words, sql, type: names, format, primary_key: flag, sub_query: flag, propagate_filters_to_sub_query: flag },
  case: { when: [{ sql, label: text }], else: { label: text } },
  granularities: [{ name: names, interval: text, offset: text, origin: text, title: text }],
};
const measure: Rule = {
  ...{ ...words, sql, type: names, format, filters, drill_members: [names], cumulative: flag },
  rolling_window: { trailing: text, leading: text, offset: text },
};
const cube: Rule = {
  ...{ ...words, sql, sql_table: sql, sql_alias: names, extends: names },
  joins: [{ name: names, sql, relationship: names }],
  dimensions: [dimension],
  measures: [measure],
  segments: [{ ...words, sql }],
  hierarchies: [{ name: names, title: text, public: flag, levels: [names] }],
};
const view: Rule = {
  ...words,
  extends: names,
  cubes: [
    {
      join_path: names,
      includes: [{ name: names, alias: names, title: text, description: text, format }],
      excludes: [names],
      prefix: flag,
      alias: names,
    },
  ],
  folders: [{ name: text, includes: [names] }],
};
const file: Rule = { cubes: [cube], views: [view] };

const nameList = /^(?:\*|[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)$/;
const inBraces = /\{([^{}]*)\}/g;

export interface OwnFile {
  /** What Cube reads; null when there are problems. */
  content: string | null;
  written: WrittenFile;
  problems: PlainProblem[];
  /** Line and column of a place such as `cubes.0.measures.2.sql`, or of the nearest place around it. */
  placeOf: (path: readonly (string | number)[]) => { line: number; column: number } | null;
  /** Line and column of the first text that holds a word. */
  placeOfWord: (word: string) => { line: number; column: number } | null;
}

/**
 * Reads a file that a person wrote.
 *
 * @param known words that may stand in braces: cubes, views and members of the whole model
 */
export function readOwnFile(name: string, content: string, known: (own: WrittenFile) => ReadonlySet<string>): OwnFile {
  const lines = new LineCounter();
  const document = parseDocument(content, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: true,
    stringKeys: true,
  });
  const problems: PlainProblem[] = [];
  const at = (offset: number | undefined) => {
    if (offset === undefined) return { line: null, column: null };
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const report: Report = (reason, offset) => {
    problems.push({ file: name, ...at(offset), ...reason });
    return null;
  };
  const placeOf: OwnFile['placeOf'] = (path) => {
    for (let length = path.length; length > 0; length -= 1) {
      const node = document.getIn(path.slice(0, length), true) as YamlNode | undefined;
      const offset = node?.range?.[0];
      if (offset !== undefined) return { line: lines.linePos(offset).line, column: lines.linePos(offset).col };
    }
    return null;
  };
  const placeOfWord = (word: string) => {
    const offset = content.search(new RegExp(`(?<![\\w.])${word.replaceAll(/[^\w]/g, '\\$&')}(?!\\w)`));
    return offset < 0 ? null : { line: lines.linePos(offset).line, column: lines.linePos(offset).col };
  };
  const done = (written: WrittenFile): OwnFile => ({
    content: problems.length === 0 ? asJson(withSealedMeta(written)) : null,
    ...{ written, problems, placeOf, placeOfWord },
  });
  if (content.length > modelLimits.fileCharacters) {
    report(fault('too-long', { most: modelLimits.fileCharacters }));
    return done({});
  }
  for (const error of document.errors) report(yamlFault(error), error.pos[0]);
  if (problems.length > 0) return done({});
  const start = document.contents as YamlNode | null;
  if (start !== null) checkNode(start, file, [], report, () => new Set());
  if (problems.length > 0) return done({});
  const written = (document.toJS({ maxAliasCount: 0 }) ?? {}) as WrittenFile;
  const allowed = known(written);
  if (start !== null) checkNode(start, file, [], report, () => allowed);
  return done(written);
}

/** Null, so that what reports may end there. */
type Report = (reason: PlainReason, offset?: number) => null;
type Known = () => ReadonlySet<string>;

const fault = (code: ModelProblemCode, params: PlainReason['params'] = {}): PlainReason => ({ code, params });

const yamlFaults: Record<string, ModelProblemCode> = {
  BAD_INDENT: 'indent',
  TAB_AS_INDENT: 'tab',
  DUPLICATE_KEY: 'key-twice',
  MISSING_CHAR: 'sign-missing',
  BLOCK_AS_IMPLICIT_KEY: 'nested',
  MULTILINE_IMPLICIT_KEY: 'nested',
  MULTIPLE_DOCS: 'several-documents',
};

function yamlFault({ code, message }: { code: string; message: string }): PlainReason {
  return fault(yamlFaults[code] ?? 'not-yaml', { reason: message.split('\n')[0] ?? '' });
}

function checkNode(node: YamlNode, rule: Rule, path: readonly string[], report: Report, known: Known): null {
  const offset = node.range?.[0];
  const tell = (reason: PlainReason | null) => (reason === null ? null : report(reason, offset));
  if (node.tag !== undefined || ('anchor' in node && node.anchor)) return report(fault('no-tags'), offset);
  if (isSeq(node)) {
    const item = Array.isArray(rule) ? rule[0] : rule === names ? names : rule === plain ? plain : null;
    if (item === null) return report(fault('not-a-list', { key: path.at(-1) ?? '' }), offset);
    for (const one of node.items) checkNode(one as YamlNode, item, path, report, known);
    return null;
  }
  if (isMap(node)) {
    if (rule === plain) return checkPlainMap(node.items as never, path, report, known);
    if (typeof rule === 'string') return report(fault('not-a-mapping', { key: path.at(-1) ?? '' }), offset);
    if (Array.isArray(rule)) return report(fault('a-list', { key: path.at(-1) ?? 'file' }), offset);
    for (const { key, value } of node.items) {
      const keyNode = key as YamlNode;
      const name = isScalar(keyNode) ? String(keyNode.value) : '';
      const next = Object.hasOwn(rule, name) ? rule[name] : undefined;
      if (next === undefined) report(fault('unknown-key', { key: name }), keyNode.range?.[0]);
      else if (value !== null) checkNode(value as YamlNode, next, [...path, name], report, known);
    }
    return null;
  }
  if (!isScalar(node)) return report(fault('no-tags'), offset);
  const isRoot = path.length === 0;
  if (isRoot && node.value !== null) return report(fault('not-a-model'), offset);
  // `includes: "*"` and a single name where a list of names may stand.
  const scalarRule = Array.isArray(rule) ? (path.at(-1) === 'includes' ? names : rule[0]) : rule;
  if (typeof scalarRule !== 'string') {
    if (node.value === null) return null;
    // An element of `includes` may be a name alone.
    if (path.at(-1) === 'includes') return tell(scalarFault(node.value, names, 'includes', known));
    return report(fault('not-a-text', { key: path.at(-1) ?? '' }), offset);
  }
  return tell(scalarFault(node.value, scalarRule, path.at(-1) ?? '', known));
}

/** What is wrong with a text, number or flag; null when nothing is. */
function scalarFault(value: unknown, rule: string, key: string, known: Known): PlainReason | null {
  if (rule === flag) return typeof value === 'boolean' ? null : fault('a-flag', { key });
  if (value === null) return null;
  if (typeof value === 'number') return rule === names || rule === sql ? fault('a-text', { key }) : null;
  if (typeof value === 'boolean') return rule === plain ? null : fault('a-text', { key });
  const content = String(value);
  if (rule === names) {
    const words = content.split('.');
    const isFine = nameList.test(content) && !words.some((word) => word in Object.prototype || /^__/.test(word));
    return isFine ? null : fault('not-a-name', { name: content.slice(0, 40) });
  }
  if (/[`\\]|\$\{|\{\{|\}\}|\{%|%\}|\{#/.test(content)) return fault('no-templates');
  if (rule !== sql) return /[{}]/.test(content) ? fault('braces-in-sql') : null;
  const words = known();
  for (const [, inside = ''] of content.matchAll(inBraces)) {
    const isReference =
      nameList.test(inside) && inside !== '*' && inside.split('.').every((word) => isKnown(word, words));
    if (!isReference && words.size > 0) return fault('unknown-reference', { name: inside.slice(0, 60) });
  }
  return /[{}]/.test(content.replace(inBraces, '')) ? fault('brace-open') : null;
}

const isKnown = (word: string, known: ReadonlySet<string>) => known.has(word) && !(word in Object.prototype);

/** `meta` may say anything, as long as it is only said. */
function checkPlainMap(
  items: { key: YamlNode; value: YamlNode | null }[],
  path: readonly string[],
  report: Report,
  known: Known,
): null {
  for (const { key, value } of items) {
    const name = isScalar(key) ? String(key.value) : '';
    if (!/^[\w-]{1,60}$/.test(name) || name in Object.prototype || /^sql|^__/i.test(name)) {
      report(fault('unknown-key', { key: name }), key.range?.[0]);
    } else if (value !== null) checkNode(value, plain, [...path, name], report, known);
  }
  return null;
}

/** What people say about members is never evaluated, as Cube would do with some keys of `meta`. */
function withSealedMeta(written: WrittenFile): WrittenFile {
  const sealed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sealed);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [
        key,
        key === 'meta' && typeof one === 'object' && one !== null
          ? sealedMeta(one as Record<string, unknown>)
          : sealed(one),
      ]),
    );
  };
  return sealed(written) as WrittenFile;
}
