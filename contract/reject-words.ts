import type { RejectCode } from './imports.ts';
import type { Language, LocalizedText } from './language.ts';

/**
 * What a reader is told about a row that was kept out, per reason. `{name}` stands for a value of the reject's params;
 * field and value stand beside the sentence and are not repeated in it.
 */
export const rejectWords: Record<RejectCode, LocalizedText> = {
  'too-many-fields': {
    'zh-CN': '这一行有 {found} 个字段，表头只有 {expected} 列。可能是内容里的分隔符没有加引号。',
    en: 'This row has {found} fields and the header {expected}. A delimiter inside a value may lack its quotes.',
  },
  'too-few-fields': {
    'zh-CN': '这一行只有 {found} 个字段，表头有 {expected} 列。可能缺了内容，或被截断。',
    en: 'This row has only {found} fields and the header {expected}. Something is missing, or the line was cut off.',
  },
  'unclosed-quote': {
    'zh-CN': '文件第 {quoteLine} 行的引号没有闭合。这一行未导入，后面的行照常读取。',
    en: 'A quote opened on line {quoteLine} of the file is never closed. This row was kept out; the lines after it were read.',
  },
  'line-too-long': {
    'zh-CN': '文件第 {line} 行超过 1 MB，已跳过。',
    en: 'Line {line} of the file is longer than 1 MB and was skipped.',
  },
  'required-missing': {
    'zh-CN': '必填，但这一行没有值。',
    en: 'Required, but this row has no value for it.',
  },
  'not-a-number': {
    'zh-CN': '不是数字。',
    en: 'Not a number.',
  },
  'not-a-date': {
    'zh-CN': '不是能识别的日期或时间。',
    en: 'Not a date or time that could be recognised.',
  },
  'impossible-date': {
    'zh-CN': '没有这一天。',
    en: 'There is no such day.',
  },
  'ambiguous-date': {
    'zh-CN': '日和月的先后无法判断。请在导入选项中指定日期顺序，再导入一次。',
    en: 'Day and month cannot be told apart. Choose the date order in the import options and import again.',
  },
  'time-does-not-exist': {
    'zh-CN': '没有这个时刻。',
    en: 'There is no such time of day.',
  },
  'not-a-boolean': {
    'zh-CN': '既不是“是”也不是“否”。',
    en: 'Neither yes nor no.',
  },
  'not-json': {
    'zh-CN': '不是有效的 JSON 对象。',
    en: 'Not a valid JSON object.',
  },
  'unknown-currency': {
    'zh-CN': '币种“{currency}”无法识别，或与金额前的货币符号不一致。不同币种的金额不会混在一起。',
    en: 'The currency “{currency}” is not known, or the amount carries the sign of another. Currencies are never mixed.',
  },
  'out-of-range': {
    'zh-CN': '数字过大，无法精确保存。',
    en: 'The number is too large to be stored exactly.',
  },
  'value-too-long': {
    'zh-CN': '内容超过 {limit} 个字符。',
    en: 'Longer than {limit} characters.',
  },
  undecodable: {
    'zh-CN': '文件第 {line} 行有无法按 {encoding} 解读的字节。请确认文件编码（如 GB18030），或修正这一行。',
    en: 'Line {line} of the file has bytes that are not {encoding}. Check the encoding of the file (GB18030, for instance), or correct the line.',
  },
  'expression-failed': {
    'zh-CN': '表达式对这一行无法求值：{problem}',
    en: 'The expression could not be worked out for this row: {problem}',
  },
  'duplicate-key': {
    'zh-CN': '同一个编号在文件中重复出现，内容却不同。',
    en: 'The same key stands in the file more than once, with different contents.',
  },
  'unknown-value': {
    'zh-CN': '不是允许的取值。可用：{allowed}。',
    en: 'Not one of the values allowed: {allowed}.',
  },
  'not-in-scale': {
    'zh-CN': '不在 {from} 到 {to} 的刻度内。NPS 只接受 0 到 10 的整数。',
    en: 'Outside the scale from {from} to {to}. NPS takes whole numbers from 0 to 10 only.',
  },
  'unknown-opportunity': {
    'zh-CN': '没有这个编号的商机。请先导入商机。',
    en: 'No opportunity has this ID. Import the opportunities first.',
  },
  'unknown-order': {
    'zh-CN': '这一行没有下单时间，同一来源中也没有这个编号的订单。请先导入订单，再重试。',
    en: 'This line has no date, and its source has no order with this ID. Import the orders first, then try again.',
  },
  'other-currency': {
    'zh-CN': '这一行的币种是 {currency}，订单的币种是 {orderCurrency}。不同币种的金额不会混在同一张订单里。',
    en: 'This line is in {currency} and its order in {orderCurrency}. One order never mixes currencies.',
  },
};

/** The sentence for one reject in the reader's language. A placeholder without a value reads “…”. */
export function rejectSentence(code: RejectCode, params: Record<string, string | number>, language: Language): string {
  return rejectWords[code][language].replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? '…'));
}
