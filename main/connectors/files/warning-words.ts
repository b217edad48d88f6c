import type { Language, LocalizedText } from '../../../contract/language.ts';

/** What a preview tells its reader to look at. */
const words: Record<string, LocalizedText> = {
  'encoding-guessed': {
    'zh-CN': '文件的文字编码可能是 {encoding}，请看看下面的文字是否正常。',
    en: 'The text encoding is probably {encoding}. Check that the text below reads well.',
  },
  'encoding-unknown': {
    'zh-CN': '无法确定文件的文字编码，暂按 {encoding} 显示。请选择正确的编码后再导入。',
    en: 'The text encoding could not be told; {encoding} is shown for now. Choose the right one before importing.',
  },
  'no-header': {
    'zh-CN': '第一行看起来不是表头，各列暂用序号命名。',
    en: 'The first line does not look like a header, so the columns are numbered.',
  },
  'preamble-skipped': {
    'zh-CN': '表头前的 {lines} 行说明文字不导入。',
    en: '{lines} lines of text before the header are not imported.',
  },
  'irregular-rows': {
    'zh-CN': '前面的内容里有 {rows} 行的字段数与表头不符，导入时会被隔离，可稍后下载查看。',
    en: '{rows} rows near the beginning do not have as many fields as the header. They will be kept apart for you to see.',
  },
  'date-order-ambiguous': {
    'zh-CN': '“{column}”中的日期分不清日和月的先后（如 03/04/2024）。请选择日期顺序。',
    en: 'Dates in “{column}” can be read in two ways (03/04/2024). Choose the order of day and month.',
  },
  'macros-ignored': {
    'zh-CN': '工作簿里有宏。宏不会运行，只读取单元格的值。',
    en: 'The workbook has macros. They are never run; only the values of cells are read.',
  },
  'several-files': {
    'zh-CN': '压缩包里的 {count} 个文件将作为一张表一起导入；也可以只选其中一个。',
    en: 'The {count} files of the archive will be imported together as one table; you can also choose one of them.',
  },
  'several-sheets': {
    'zh-CN': '工作簿的 {count} 个工作表列名相同，将作为一张表一起导入；也可以只选其中一个。',
    en: 'The {count} sheets have the same columns and will be imported together as one table; you can also choose one of them.',
  },
  'other-sheets': {
    'zh-CN': '只导入工作表“{sheet}”。工作簿里还有 {count} 个工作表，如需导入请另行选择。',
    en: 'Only the sheet “{sheet}” will be imported. The workbook has {count} more; choose them one at a time to import them too.',
  },
  'header-joined': {
    'zh-CN': '表头占 {lines} 行，已按“上级 · 下级”合并成列名。',
    en: 'The header takes {lines} rows; they were joined into names like “group · column”.',
  },
  'no-amounts': {
    'zh-CN': '没有找到金额列：订单会计数，但在导入订单明细之前，销售额为 0。',
    en: 'No column holds an amount: the orders will be counted, with a revenue of 0 until their lines are imported.',
  },
  'lines-without-date': {
    'zh-CN': '没有找到下单时间：每行归入编号相同的已有订单。请先导入订单。',
    en: 'No column says when the orders were made: each line belongs to the order with the same ID. Import the orders first.',
  },
  'line-delivery': {
    'zh-CN': '“{column}”是每行各自的运费，不计入销售额，只作为自定义字段保留。',
    en: '“{column}” is the delivery of each line. It is kept as a custom field and is not part of revenue.',
  },
  'customers-by-name': {
    'zh-CN': '没有客户编号、邮箱或手机号，将按“{column}”区分客户；同名的会算作同一位。',
    en: 'Nothing but “{column}” tells customers apart; those of the same name will count as one.',
  },
  'no-customers': {
    'zh-CN': '没有能区分客户的列（客户编号，或未打码的邮箱、手机号）：订单会计入销售额，但不会对应到客户。',
    en: 'Nothing tells customers apart (a customer ID, or an e-mail or phone that is not masked): the orders count as revenue, but belong to nobody.',
  },
  'totals-row': {
    'zh-CN': '最后一行像是合计，会被当作普通的一行计入。请先在文件中删除它。',
    en: 'The last row looks like a line of totals and would be counted as one more row. Take it out of the file first.',
  },
  'day-numbers': {
    'zh-CN': '“{column}”像是电子表格的日期序号（如 45355），将按日期读取。请核对。',
    en: '“{column}” looks like a spreadsheet’s day numbers (45355) and will be read as dates. Please check.',
  },
};

/** The sentence for one warning in the reader's language. */
export function warningSentence(code: string, params: Record<string, string | number>, language: Language): string {
  const sentence = words[code]?.[language] ?? code;
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? '…'));
}
