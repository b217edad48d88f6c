import type { Language } from './language.ts';
import { type AxisField, type Calculation, type MemberKey, otherKey, type PivotLine, type TimeStep } from './pivot.ts';

/** Words of a pivot that stand in the table itself, so that screen and file say the same. */
export const pivotWords = {
  'zh-CN': {
    total: '总计',
    totalOf: (name: string) => `${name} 合计`,
    other: '其他',
    empty: '（空）',
    yes: '是',
    no: '否',
    weekdays: '周一 周二 周三 周四 周五 周六 周日'.split(' '),
    shares: { row: '占行', column: '占列', parent_row: '占上级', parent_column: '占上级列', total: '占总计' },
    running: '累计',
    rank: '排名',
    moving: (count: number) => `${count} 期移动平均`,
    compared: {
      previous_period: { value: '上期', difference: '较上期增减', percent_change: '环比' },
      previous_year: { value: '去年同期', difference: '较去年增减', percent_change: '同比' },
    },
  },
  en: {
    total: 'Total',
    totalOf: (name: string) => `${name} total`,
    other: 'Other',
    empty: '(empty)',
    yes: 'Yes',
    no: 'No',
    weekdays: 'Mon Tue Wed Thu Fri Sat Sun'.split(' '),
    shares: {
      row: '% of row',
      column: '% of column',
      parent_row: '% of parent',
      parent_column: '% of parent column',
      total: '% of total',
    },
    running: 'running total',
    rank: 'rank',
    moving: (count: number) => `${count}-step average`,
    compared: {
      previous_period: { value: 'previous', difference: 'change', percent_change: '% change' },
      previous_year: { value: 'last year', difference: 'change on last year', percent_change: '% on last year' },
    },
  },
} as const;

const englishMonths = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

const quarterSigns = '一二三四';

/**
 * A step of the fiscal year, which is named by the calendar year it ends in: `FY2012 Q1`, `2012财年第1季度`.
 *
 * @param fiscalStart month the fiscal year begins with
 */
function fiscalLabel(key: string, isYear: boolean, language: Language, fiscalStart: number): string {
  const [year, month] = key.split('-').map(Number) as [number, number];
  const from = (month - fiscalStart + 12) % 12;
  const begins = month >= fiscalStart ? year : year - 1;
  const named = fiscalStart === 1 ? begins : begins + 1;
  const quarter = Math.floor(from / 3) + 1;
  if (language === 'zh-CN') return isYear ? `${named}财年` : `${named}财年第${quarter}季度`;
  return isYear ? `FY${named}` : `FY${named} Q${quarter}`;
}

/** A time step as it is said: `2011年四季度`, `Q4 2011`, `30 Nov 2011`. */
export function stepLabel(key: string, step: TimeStep | null, language: Language, fiscalStart = 1): string {
  const [year = '', month = '', day = ''] = key.slice(0, 10).split('-');
  const isChinese = language === 'zh-CN';
  const name = englishMonths[Number(month) - 1] ?? '';
  const date = isChinese ? `${year}年${Number(month)}月${Number(day)}日` : `${Number(day)} ${name} ${year}`;
  switch (step) {
    case 'fiscal_year':
    case 'fiscal_quarter':
      return fiscalLabel(key, step === 'fiscal_year', language, fiscalStart);
    case 'year':
      return isChinese ? `${year}年` : year;
    case 'quarter': {
      const quarter = Math.ceil(Number(month) / 3);
      return isChinese ? `${year}年${quarterSigns[quarter - 1] ?? ''}季度` : `Q${quarter} ${year}`;
    }
    case 'month':
      return isChinese ? `${year}年${Number(month)}月` : `${name} ${year}`;
    case 'week':
      return isChinese ? `${date}当周` : `Week of ${date}`;
    case 'day':
      return date;
    case 'hour':
    case null: {
      const time = step === 'hour' ? key.slice(11, 16) : key.slice(11, 19);
      return time === '00:00:00' ? date : `${date}${isChinese ? ' ' : ', '}${time}`;
    }
  }
}

export interface LabelTerms {
  language: Language;
  /** Type of the field's member and its unit in the data model. */
  type: 'string' | 'number' | 'time' | 'boolean';
  unit: string | null;
  emptyText: string;
  /** Month the fiscal year begins with; default: January. */
  fiscalStart?: number;
}

/** A field's value as it is read. */
export function keyLabel(
  field: Pick<AxisField, 'granularity' | 'bins' | 'groups'>,
  key: MemberKey,
  terms: LabelTerms,
): string {
  const words = pivotWords[terms.language];
  if (key === otherKey) return words.other;
  if (key === null || key === '') return terms.emptyText === '' ? words.empty : terms.emptyText;
  if (field.groups) return key;
  if (field.bins) return binLabel(Number(key), field.bins.size);
  if (terms.type === 'time') return stepLabel(key, field.granularity, terms.language, terms.fiscalStart);
  if (terms.type === 'boolean') return key === 'true' || key === '1' ? words.yes : words.no;
  if (terms.unit === 'weekday') return words.weekdays[Number(key) - 1] ?? key;
  return key;
}

const plain = new Intl.NumberFormat('en', { maximumFractionDigits: 6 });
function binLabel(from: number, size: number): string {
  return `${plain.format(from)} – <${plain.format(Number((from + size).toPrecision(12)))}`;
}

/** Head of a line: the label of its innermost value, or that it is a total. */
export function lineLabel(
  line: PivotLine,
  label: (depth: number, key: MemberKey) => string,
  language: Language,
): string {
  const words = pivotWords[language];
  const depth = line.path.length - 1;
  if (depth < 0) return words.total;
  const own = label(depth, line.path[depth] ?? null);
  return line.kind === 'subtotal' ? words.totalOf(own) : own;
}

/** What a calculation adds to the name of its measure. */
export function calculationLabel(calculation: Calculation | null, language: Language): string {
  if (calculation === null) return '';
  const words = pivotWords[language];
  switch (calculation.kind) {
    case 'percent':
      return words.shares[calculation.of];
    case 'running_total':
      return words.running;
    case 'moving_average':
      return words.moving(calculation.count);
    case 'rank':
      return words.rank;
    case 'compared':
      return words.compared[calculation.basis][calculation.show];
  }
}
