import type { FormulaFault } from './formula/index.ts';
import type { Language } from './language.ts';
import type { ModelFault } from './model.ts';
import { compilerReason, dataReason, reasonText } from './model-problems.ts';

/** What can be wrong with a measure or dimension made in a form. */
export type ModelFaultCode =
  | 'unknown-view'
  | 'unknown-member'
  | 'other-view'
  | 'wrong-kind'
  | 'wrong-type'
  | 'name-taken'
  | 'circular'
  | 'divides-by-zero'
  | 'member-needed'
  | 'value-needed'
  | 'not-a-number'
  | 'not-a-day'
  | 'cannot-be-filtered'
  | 'out-of-reach'
  | 'no-local-time'
  | 'not-usable'
  | 'does-not-compile'
  | 'fails-on-data'
  | 'formula';

type Words = Record<Language, string>;

const faultWords: Record<ModelFaultCode, Words> = {
  'unknown-view': { 'zh-CN': '没有“{name}”这个主题。', en: 'There is no subject “{name}”.' },
  'unknown-member': { 'zh-CN': '数据模型里没有“{name}”。', en: 'The data model has no “{name}”.' },
  'other-view': {
    'zh-CN': '“{name}”不在“{view}”里。一个指标只能用同一主题的字段。',
    en: '“{name}” is not in “{view}”. A metric can use the fields of one subject only.',
  },
  'wrong-kind': {
    'zh-CN': '这里需要{wanted}，“{name}”不是。',
    en: 'This place takes a {wanted}; “{name}” is none.',
  },
  'wrong-type': {
    'zh-CN': '“{name}”的类型是{found}，这里需要{wanted}。',
    en: '“{name}” is a {found}; this place takes a {wanted}.',
  },
  'name-taken': {
    'zh-CN': '“{view}”里已经有“{name}”。请换一个名称。',
    en: '“{view}” already has a “{name}”. Choose another name.',
  },
  circular: { 'zh-CN': '定义绕成了一圈：{way}', en: 'The definitions go in a circle: {way}' },
  'divides-by-zero': { 'zh-CN': '这里总是除以零。', en: 'This always divides by zero.' },
  'member-needed': { 'zh-CN': '请选择要计算的字段。', en: 'Choose the field to compute with.' },
  'value-needed': { 'zh-CN': '“{name}”的条件缺少值。', en: 'The condition on “{name}” has no value.' },
  'not-a-number': { 'zh-CN': '“{value}”不是数字。', en: '“{value}” is not a number.' },
  'not-a-day': { 'zh-CN': '“{value}”不是日期（如 2024-02-29）。', en: '“{value}” is not a day such as 2024-02-29.' },
  'cannot-be-filtered': {
    'zh-CN': '“{name}”是直接算出的（如中位数），不能再加条件。',
    en: '“{name}” is computed in one piece (such as a median) and takes no conditions.',
  },
  'out-of-reach': {
    'zh-CN': '“{name}”的一行对应多行“{other}”，不能用来限定它。',
    en: 'One “{other}” has several rows of “{name}”, which therefore cannot decide about it.',
  },
  'no-local-time': {
    'zh-CN': '“{name}”没有按工作区时区保存的时间，不能取日期部分。',
    en: '“{name}” is not kept in the workspace’s time zone, so no part of its date can be taken.',
  },
  'not-usable': { 'zh-CN': '“{name}”不能用在定义里。', en: '“{name}” cannot be used in a definition.' },
  'does-not-compile': { 'zh-CN': '数据模型编译不通过：{reason}', en: 'The data model does not compile: {reason}' },
  'fails-on-data': { 'zh-CN': '在现有数据上算不出来：{reason}', en: 'It cannot be computed on the data: {reason}' },
  formula: { 'zh-CN': '公式有误：{reason}', en: 'The formula is not right: {reason}' },
};

const formulaWords: Record<FormulaFault, Words> = {
  'unexpected-sign': { 'zh-CN': '此处不该有“{sign}”', en: '“{sign}” does not belong here' },
  'unclosed-text': { 'zh-CN': '引号没有闭合', en: 'the quotation mark is not closed' },
  'unclosed-bracket': { 'zh-CN': '方括号没有闭合', en: 'the bracket is not closed' },
  'unexpected-word': {
    'zh-CN': '看不懂“{word}”；字段要写在方括号里',
    en: '“{word}” is not understood; fields stand in square brackets',
  },
  'unexpected-end': { 'zh-CN': '公式没有写完', en: 'the formula ends too early' },
  'unknown-function': { 'zh-CN': '没有函数“{word}”', en: 'there is no function “{word}”' },
  'unknown-member': { 'zh-CN': '没有“{name}”', en: 'there is no “{name}”' },
  'wrong-count': { 'zh-CN': '“{word}”需要 {least}–{most} 个参数', en: '“{word}” takes {least} to {most} arguments' },
  'wrong-type': { 'zh-CN': '这里需要{wanted}，而不是{found}', en: 'this place takes a {wanted}, not a {found}' },
  circular: { 'zh-CN': '定义绕成了一圈：{way}', en: 'the definitions go in a circle: {way}' },
  'too-deep': { 'zh-CN': '括号嵌套超过 {most} 层', en: 'brackets go deeper than {most}' },
};

const typeWords: Record<string, Words> = {
  number: { 'zh-CN': '数字', en: 'number' },
  string: { 'zh-CN': '文本', en: 'text' },
  text: { 'zh-CN': '文本', en: 'text' },
  time: { 'zh-CN': '时间', en: 'time' },
  boolean: { 'zh-CN': '是/否', en: 'yes/no value' },
  truth: { 'zh-CN': '条件', en: 'condition' },
  empty: { 'zh-CN': '空值', en: 'nothing' },
  measure: { 'zh-CN': '指标', en: 'measure' },
  dimension: { 'zh-CN': '维度', en: 'dimension' },
};

/** A mistake as it travels between threads, without words. */
export interface PlainFault {
  code: ModelFaultCode;
  path: string;
  params: Record<string, string | number>;
  formula?: { code: FormulaFault; from: number; to: number; params: Record<string, string | number> };
}

/** The mistake in the reader's language. */
export function worded(fault: PlainFault, language: Language): ModelFault {
  const fill = (words: Words, params: Record<string, string | number>) =>
    words[language].replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = String(params[name] ?? '…');
      return name === 'wanted' || name === 'found' ? (typeWords[value]?.[language] ?? value) : value;
    });
  const { formula } = fault;
  const reason = formula ? fill(formulaWords[formula.code], formula.params) : foreignReason(fault, language);
  return {
    code: formula ? `formula/${formula.code}` : fault.code,
    path: fault.path,
    message: fill(faultWords[fault.code], reason === null ? fault.params : { ...fault.params, reason }),
    from: formula?.from ?? null,
    to: formula?.to ?? null,
  };
}

/** What the compiler or the engine said; null where neither said anything. */
function foreignReason({ code, params }: PlainFault, language: Language): string | null {
  if (code !== 'does-not-compile' && code !== 'fails-on-data') return null;
  const said = String(params.reason ?? '');
  return reasonText(code === 'fails-on-data' ? dataReason(said) : compilerReason(said), language);
}

/** A definition that cannot become part of the model. */
export class ModelFaultError extends Error {
  readonly fault: PlainFault;

  constructor(fault: PlainFault) {
    super(`${fault.code} at ${fault.path}: ${JSON.stringify(fault.params)}`);
    this.name = 'ModelFaultError';
    this.fault = fault;
  }
}
