import type { Comparison } from '../../../contract/boards.ts';
import { formatExact, formatRange, type Unit } from '../../format/index.ts';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import { type ComparedPeriod, comparesMonths, type DateRange } from '../../queries/index.ts';
import { useTileSurface } from './tile-context.ts';

export interface ComparedFigure {
  comparison: Comparison;
  period: ComparedPeriod;
  value: number | null;
  isPending: boolean;
}

/** Which words name a comparison: a month against a month is 环比, other ranges against the time before them are not. */
export function comparisonWord(comparison: Comparison, range: DateRange): 'year' | 'month' | 'period' {
  if (comparison === 'previous_year') return 'year';
  return comparesMonths(range) ? 'month' : 'period';
}

/** The exact dates and figure of a comparison, and whether days are missing from it. */
export function useComparisonSentence(): (one: ComparedFigure, unit: Unit) => string {
  const { t } = useTranslation('board');
  const language = useLanguage();
  const { style } = useTileSurface();
  return ({ period, value }, unit) => {
    const dates = formatRange(period.range.from, period.range.to, language);
    if (value === null) return t('noComparison', { dates });
    const sentence = t('comparedTo', { dates, value: formatExact(value, style(unit)) });
    if (period.days >= period.expectedDays) return sentence;
    return `${sentence} ${t('comparedClipped', { days: period.days, expected: period.expectedDays })}`;
  };
}
