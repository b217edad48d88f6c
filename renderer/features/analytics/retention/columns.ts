import type { TFunction } from 'i18next';
import type { RetentionBody } from './retention-settings.ts';

/** Heads of the columns: `Month 0`, `Month 1` … or with grouped periods `Month 2–3`. */
export function columnNames(
  { period, brackets }: Pick<RetentionBody, 'period' | 'brackets'>,
  count: number,
  t: TFunction<'behaviour'>,
): string[] {
  return Array.from({ length: count }, (_, i) => {
    const bracket = i === 0 ? undefined : brackets?.[i - 1];
    const [from, to] = bracket ?? [i, i];
    return t(`retention.columns.${period}`, { n: from === to ? from : `${from}–${to}` });
  });
}
