import type { Language } from './language.ts';
import type { ModelProblem } from './model.ts';

type Words = Record<Language, string>;

/** What can be wrong with a file of the data model. */
const problemWords = {
  'too-long': { 'zh-CN': '文件超过 {most} 个字符。', en: 'The file is longer than {most} characters.' },
  'not-yaml': { 'zh-CN': '这里不符合 YAML 的写法：{reason}', en: 'This is not YAML: {reason}' },
  indent: {
    'zh-CN': '缩进不对：同一层的各行要对齐。',
    en: 'The indentation is not right: lines of one level stand below each other.',
  },
  tab: { 'zh-CN': '缩进要用空格，不能用制表符。', en: 'Indent with spaces, not with tabs.' },
  'key-twice': { 'zh-CN': '同一层里有两个相同的键。', en: 'A key stands here twice.' },
  'sign-missing': { 'zh-CN': '缺少符号：{reason}', en: 'A sign is missing: {reason}' },
  nested: {
    'zh-CN': '这里的冒号看不懂：文字里有冒号时要加引号，下一层要另起一行并缩进。',
    en: 'The colon is not understood here: quote a text that has one, and begin an inner level on a new line.',
  },
  'several-documents': {
    'zh-CN': '一个文件只能有一个 YAML 文档，请去掉 “---”。',
    en: 'A file is one YAML document: leave out the “---”.',
  },
  'no-tags': {
    'zh-CN': '不能用 YAML 的标签、锚点和别名。',
    en: 'Tags, anchors and aliases are not allowed.',
  },
  'not-a-list': { 'zh-CN': '“{key}”不是列表。', en: '“{key}” is not a list.' },
  'a-list': { 'zh-CN': '“{key}”应是列表。', en: '“{key}” is a list.' },
  'not-a-mapping': { 'zh-CN': '“{key}”是文字，不能再分层。', en: '“{key}” is a text, not a mapping.' },
  'unknown-key': { 'zh-CN': '这里不能用键“{key}”。', en: 'The key “{key}” is not allowed here.' },
  'not-a-model': {
    'zh-CN': '文件要以 cubes 或 views 开头。',
    en: 'The file is not a mapping with “cubes” or “views”.',
  },
  'not-a-text': { 'zh-CN': '“{key}”不是文字。', en: '“{key}” is not a text.' },
  'a-flag': { 'zh-CN': '“{key}”只能是 true 或 false。', en: '“{key}” is true or false.' },
  'a-text': { 'zh-CN': '“{key}”应是文字。', en: '“{key}” is a text.' },
  'not-a-name': {
    'zh-CN': '“{name}”不能作名称：只能用字母、数字和下划线。',
    en: '“{name}” is not a name of letters, digits and _.',
  },
  'no-templates': {
    'zh-CN': '不能用模板、反斜杠和反引号。',
    en: 'Templates, backslashes and backticks are not allowed.',
  },
  'braces-in-sql': { 'zh-CN': '花括号只能用在 SQL 里。', en: 'Braces are allowed in SQL only.' },
  'unknown-reference': {
    'zh-CN': '模型里没有 {{name}} 这个主题或字段。',
    en: '{{name}} is no cube or member of the model.',
  },
  'brace-open': { 'zh-CN': '花括号没有闭合。', en: 'A brace is not closed.' },
  'name-exists': { 'zh-CN': '已经有“{name}”了，在 {file} 里。', en: '“{name}” exists already, in {file}.' },
  'name-kept': {
    'zh-CN': '以 base_ 或 t_1 之类开头的名称留给产品自己用。',
    en: 'Names that begin with base_ or t_1 are kept for the product.',
  },
  'breaks-member': {
    'zh-CN': '“{name}”将不能再用：它用到了这里不再有的内容。',
    en: '“{name}” would no longer work: it needs what would be gone from here.',
  },
  'breaks-file': {
    'zh-CN': '文件 {file} 将不能再用：{reason}',
    en: 'The file {file} would no longer work: {reason}',
  },
  'no-column': { 'zh-CN': '数据里没有列“{name}”。', en: 'The data has no column “{name}”.' },
  'no-table': { 'zh-CN': '数据里没有表“{name}”。', en: 'The data has no table “{name}”.' },
  'sql-syntax': { 'zh-CN': 'SQL 在“{name}”附近有语法错误。', en: 'The SQL is not right near “{name}”.' },
  data: { 'zh-CN': '这段 SQL 不能用：{reason}', en: 'This SQL cannot be used: {reason}' },
  'one-of': {
    'zh-CN': '“{place}”不能是“{value}”，可用：{list}。',
    en: '“{place}” cannot be “{value}”; it is one of {list}.',
  },
  needed: { 'zh-CN': '缺少“{place}”。', en: '“{place}” is missing.' },
  'no-member': { 'zh-CN': '没有“{name}”这个字段或主题。', en: 'There is no member or cube “{name}”.' },
  'no-cube': { 'zh-CN': '没有“{name}”这个主题。', en: 'There is no cube “{name}”.' },
  'named-twice': { 'zh-CN': '“{name}”定义了不止一次。', en: '“{name}” is defined more than once.' },
  'not-included': {
    'zh-CN': '视图“{view}”要列出的“{name}”在哪个主题里都没有。',
    en: 'The view “{view}” includes “{name}”, which no cube has.',
  },
  'included-twice': {
    'zh-CN': '视图“{view}”里已有“{name}”：请排除它，或给它另起名称（alias）。',
    en: 'The view “{view}” already has “{name}”: exclude it or give it an alias.',
  },
  'no-join': { 'zh-CN': '没有把 {cubes} 连起来的关联（joins）。', en: 'No joins lead from one to another of {cubes}.' },
  'needs-primary-key': {
    'zh-CN': '主题“{name}”参与关联，要有主键（primary_key: true）。',
    en: 'The cube “{name}” is joined and needs a primary key (primary_key: true).',
  },
  'foreign-cubes': {
    'zh-CN': '“{name}”用到了别的主题（{cubes}），应写在那些主题里。',
    en: '“{name}” refers to other cubes ({cubes}) and belongs into those.',
  },
  compiler: { 'zh-CN': '编译器不接受：{reason}', en: '{reason}' },
} as const satisfies Record<string, Words>;

export type ModelProblemCode = keyof typeof problemWords;

/** A mistake without words, as it travels between threads. */
export interface PlainProblem {
  file: string;
  line: number | null;
  column: number | null;
  code: ModelProblemCode;
  params: Record<string, string | number>;
  /** Why, where it is a mistake of another file. */
  reason?: PlainReason;
}

export type PlainReason = Pick<PlainProblem, 'code' | 'params'>;

/** The mistake in the reader's language. */
export function wordedProblem(problem: PlainProblem, language: Language): ModelProblem {
  const { file, line, column, code, params, reason } = problem;
  const more = reason ? { reason: sentence(reason, language) } : {};
  return { file, line, column, message: sentence({ code, params: { ...params, ...more } }, language) };
}

function sentence({ code, params }: PlainReason, language: Language): string {
  const words: string = problemWords[code][language];
  return words.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? '…'));
}

/** What a compiler or the engine said, inside of a sentence of ours: in our words where it is a common mistake. */
export function reasonText(reason: PlainReason, language: Language): string {
  const isForeign = reason.code === 'compiler' || reason.code === 'data';
  return isForeign ? String(reason.params.reason ?? '') : sentence(reason, language);
}

const said: readonly [RegExp, (found: readonly string[]) => PlainReason][] = [
  [
    /\(([\w.]+) = ([^)]*)\) must be one of \[?([^\]]+)\]?/,
    ([, place = '', value = '', list = '']) => ({ code: 'one-of', params: { place, value, list: list.slice(0, 200) } }),
  ],
  [/"([\w.]+)"(?: \([^)]*\))? is required/, ([, place = '']) => ({ code: 'needed', params: { place } })],
  [/([\w.]+) cannot be resolved\. There's no such/, ([, name = '']) => ({ code: 'no-member', params: { name } })],
  [/'([\w.]+)' not found for path/, ([, name = '']) => ({ code: 'no-member', params: { name } })],
  [/^([A-Za-z]\w*) is not defined/, ([, name = '']) => ({ code: 'no-member', params: { name } })],
  [
    /Cube '?(\w+)'? (?:doesn't exist|is not defined|not found)/,
    ([, name = '']) => ({ code: 'no-cube', params: { name } }),
  ],
  [/Found (?:duplicate|conflicting) .*name '(\w+)'/, ([, name = '']) => ({ code: 'named-twice', params: { name } })],
  [/([\w., ]+) defined more than once/, ([, name = '']) => ({ code: 'named-twice', params: { name } })],
  [
    /Member '([\w.]+)' is included in '(\w+)' but not defined/,
    ([, name = '', view = '']) => ({ code: 'not-included', params: { name, view } }),
  ],
  [
    /Included member '([\w.]+)' conflicts with existing member of '(\w+)'/,
    ([, name = '', view = '']) => ({ code: 'included-twice', params: { name, view } }),
  ],
  [/find join path to join (.+?)\.?$/, ([, cubes = '']) => ({ code: 'no-join', params: { cubes } })],
  [/primary key[^']*'(\w+)'/i, ([, name = '']) => ({ code: 'needs-primary-key', params: { name } })],
  [
    /Member '([\w.]+)' references foreign cubes: ([^.]+)/,
    ([, name = '', cubes = '']) => ({ code: 'foreign-cubes', params: { name, cubes } }),
  ],
];

/** What the compiler of the model says, in words of ours where it is one of its common mistakes. */
export function compilerReason(message: string): PlainReason {
  return firstOf(said, message) ?? { code: 'compiler', params: { reason: message.slice(0, 400) } };
}

const saidOfData: typeof said = [
  [/column "([^"]+)" (?:not found|does not exist)/i, ([, name = '']) => ({ code: 'no-column', params: { name } })],
  [/does not have a column named "([^"]+)"/i, ([, name = '']) => ({ code: 'no-column', params: { name } })],
  [/Table with name "?([\w.]+)"? does not exist/i, ([, name = '']) => ({ code: 'no-table', params: { name } })],
  [/syntax error at or near "([^"]*)"/i, ([, name = '']) => ({ code: 'sql-syntax', params: { name } })],
];

/** Why the engine does not take a piece of SQL. */
export function dataReason(message: string): PlainReason {
  return firstOf(saidOfData, message) ?? { code: 'data', params: { reason: message.slice(0, 400) } };
}

function firstOf(list: typeof said, message: string): PlainReason | null {
  for (const [pattern, reason] of list) {
    const found = pattern.exec(message);
    if (found) return reason(found);
  }
  return null;
}
