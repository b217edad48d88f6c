import type { ImportPreview } from '../../../contract/imports.ts';
import { formatCount } from '../../format/index.ts';
import { useTranslation } from '../../i18n/index.ts';

/** How many rows a file has: exactly when the preview shows them all, else about, in three figures at most. */
export function useRowsText({ rows, estimatedRows }: ImportPreview): string {
  const { t } = useTranslation('import');
  if (rows.length === estimatedRows) return t('file.rows', { count: estimatedRows, shown: formatCount(estimatedRows) });
  return t('file.rowsEstimated', { shown: formatCount(roundedTo3(estimatedRows)) });
}

/** 28,010 → 28,000 */
function roundedTo3(value: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, value))) - 2);
  return Math.round(value / unit) * unit;
}
