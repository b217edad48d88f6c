import type { DatedRecord, Status } from '../../contract/workspace.ts';
import { formatCount, localDateOf } from '../format/index.ts';
import { useTranslation } from '../i18n/index.ts';

const entities = ['orders', 'profiles', 'products', 'events', 'survey_responses', 'tickets', 'opportunities'] as const;
type There = (typeof entities)[number] | 'tables';

/** What the workspace holds, largest matters first; own tables are counted as tables, not by their rows. */
export function whatIsThere(counts: Status['counts']): { what: There; count: number }[] {
  const tables = Object.entries(counts).filter(([name, rows]) => name.startsWith('table:') && rows > 0).length;
  return [
    ...entities.map((what) => ({ what, count: counts[what] ?? 0 })),
    { what: 'tables' as const, count: tables },
  ].filter(({ count }) => count > 0);
}

/** The same in words, `1,200 customers, 40 products`; empty where there is nothing. */
export function useWhatIsThere(counts: Status['counts'] | undefined): string {
  const { t } = useTranslation();
  return whatIsThere(counts ?? {})
    .map(({ what, count }) => t(`there.${what}`, { count, formatted: formatCount(count) }))
    .join(t('listMark'));
}

/** How far the data reach, as a stamp may say it. */
export type Reach =
  /** Nothing at all; nothing that says when it happened; orders alone, none of which counts. */
  | { kind: 'none' | 'undated' | 'uncounted' }
  /** All of it to this instant; or only what boards count back from, where other records are newer by a day or more. */
  | {
      kind: 'all' | 'orders' | 'events';
      newest: string;
      later: { record: Exclude<DatedRecord, 'orders'>; to: string }[];
    };

const besides = ['events', 'survey_responses', 'tickets', 'opportunities'] as const;

export function reachOf({
  counts,
  dataRange: { to: newest },
  recordRanges,
  workspace: { timezone },
}: Pick<Status, 'counts' | 'dataRange' | 'recordRanges'> & {
  workspace: Pick<Status['workspace'], 'timezone'>;
}): Reach {
  if (newest === null) {
    const there = whatIsThere(counts);
    if (there.length === 0) return { kind: 'none' };
    return { kind: there[0]?.what === 'orders' ? 'uncounted' : 'undated' };
  }
  const day = localDateOf(newest, timezone);
  const later = besides.flatMap((record) => {
    const { to } = recordRanges[record];
    return to !== null && localDateOf(to, timezone) > day ? [{ record, to }] : [];
  });
  if (later.length === 0) return { kind: 'all', newest, later };
  return { kind: recordRanges.orders.from === null ? 'events' : 'orders', newest, later };
}
