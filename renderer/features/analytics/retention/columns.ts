import type { TFunction } from 'i18next';
import { parseBrackets, type RetentionSettings } from './retention-settings.ts';

/** Heads of the columns: `Month 0`, `Month 1` … or with grouped periods `Month 2–3`. */
export function columnNames(
  settings: Pick<RetentionSettings, 'period' | 'brackets'>,
  count: number,
  t: TFunction<'behaviour'>,
): string[] {
  const brackets = parseBrackets(settings.brackets) ?? [];
  return Array.from({ length: count }, (_, i) => {
    const bracket = i === 0 ? undefined : brackets[i - 1];
    const [from, to] = bracket ?? [i, i];
    return t(`retention.columns.${settings.period}`, { n: from === to ? from : `${from}–${to}` });
  });
}
