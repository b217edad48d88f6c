import { memo } from 'react';
import type { RetentionOutput } from '../../../../contract/analytics.ts';
import { currencyDigits, formatCount, formatExact, formatShort } from '../../../format/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { type HeatCell, type HeatRow, HeatTable } from '../frame/heat-table.tsx';
import { periodName } from '../frame/periods.ts';
import { share } from '../frame/shares.ts';
import { useWorld } from '../frame/world.ts';
import { useOpenPeople } from '../people/people-provider.tsx';
import { columnNames } from './columns.ts';
import { columnMeans } from './means.ts';
import type { RetentionBody, RetentionSettings } from './retention-settings.ts';

type Cohort = RetentionOutput['cohorts'][number];

interface CohortTableProps {
  cohorts: readonly Cohort[];
  settings: RetentionSettings;
  body: RetentionBody;
  /** Value of the breakdown these cohorts are of. */
  value: readonly string[] | null;
}

/**
 * One row per cohort, one column per period since; every cell opens its people. Thousands of cells: drawn again only
 * when figures come, not with every key pressed in the settings.
 */
export const CohortTable = memo(function CohortTable({ cohorts, settings, body, value }: CohortTableProps) {
  const { t } = useTranslation('behaviour');
  const { language, currency } = useWorld();
  const openPeople = useOpenPeople();
  const { metric, period } = settings;
  const minor = 10 ** currencyDigits(currency);
  const money = { unit: 'money', language, currency } as const;
  const amounts = (cohort: Cohort) =>
    (metric === 'cumulative'
      ? cohort.cumulativeRevenueMinor
      : metric === 'revenue'
        ? cohort.revenueMinor
        : undefined) ?? null;
  const isMoney = cohorts.some((cohort) => amounts(cohort) !== null);
  const count = Math.max(
    0,
    ...cohorts
      .filter(({ size }) => size > 0)
      .map((cohort) => (isMoney ? (amounts(cohort)?.length ?? 0) : cohort.counts.length)),
  );
  const columns = columnNames(isMoney ? { period, brackets: '' } : settings, count, t);
  const largest = Math.max(
    1,
    ...cohorts.flatMap((cohort) => (isMoney ? (amounts(cohort) ?? []) : cohort.counts.slice(1))),
  );
  // Without a cohort: everybody of those whose period is over, as the mean counts them.
  const open = (index: number | null, cohort: Cohort | null, column?: number) => {
    const name = cohort === null ? t('retention.all') : periodName(cohort.start, period, language);
    const title =
      column === undefined || column === 0
        ? t('retention.cellWhole', { cohort: name })
        : t('retention.cell', { cohort: name, column: columns[column] ?? '' });
    openPeople({
      kind: 'retention',
      body,
      cell: {
        ...(index === null ? { column: column ?? 0 } : { cohort: index }),
        ...(column === undefined || column === 0 ? {} : { column }),
        ...(value ? { breakdown: value } : {}),
      },
      title,
      name: title,
    });
  };
  const cellOf = (cohort: Cohort, index: number, column: number): HeatCell | null => {
    // Of nobody there is nothing to tell.
    if (cohort.size === 0) return null;
    const amount = amounts(cohort)?.[column];
    if (isMoney) {
      if (amount === undefined) return null;
      const each = cohort.size === 0 ? 0 : amount / minor / cohort.size;
      return {
        text: formatShort(amount / minor, money),
        depth: (0.92 * Math.max(0, amount)) / largest,
        title: `${formatExact(amount / minor, money)}\n${t('retention.perPerson', { amount: formatExact(each, money) })}`,
        onOpen: () => open(index, cohort),
      };
    }
    const people = cohort.counts[column];
    if (people === undefined) return null;
    const rate = cohort.rates[column] ?? null;
    const isIncomplete = cohort.incomplete[column] === true;
    const figures = t('retention.tooltip', {
      people: formatCount(people),
      size: formatCount(cohort.size),
      rate: share(rate),
    });
    return {
      text:
        metric === 'count'
          ? formatCount(people)
          : rate === null
            ? ''
            : `${(rate * 100).toFixed(column === 0 ? 0 : 1)}%`,
      depth: column === 0 ? 1 : metric === 'count' ? (0.9 * people) / largest : Math.min(0.9, (rate ?? 0) * 1.5),
      isIncomplete,
      title: `${periodName(cohort.start, period, language)} · ${columns[column]}\n${figures}${isIncomplete ? `\n${t('retention.running')}` : ''}`,
      ...(people > 0 ? { onOpen: () => open(index, cohort, column) } : {}),
    };
  };
  const means = columnMeans(cohorts);
  const people = cohorts.reduce((sum, { size }) => sum + size, 0);
  const total: HeatRow = {
    key: 'all',
    label: <span title={t('retention.allHint')}>{t('retention.all')}</span>,
    size: {
      text: formatCount(people),
      ...(people > 0 ? { onOpen: () => open(null, null) } : {}),
    },
    isTotal: true,
    cells: isMoney
      ? Array.from({ length: count }, (_, column) => {
          const sum = cohorts.reduce((all, cohort) => all + (amounts(cohort)?.[column] ?? 0), 0);
          return { text: formatShort(sum / minor, money), depth: 0, title: formatExact(sum / minor, money) };
        })
      : means.slice(0, count).map(({ rate, count: people, size }, column) => ({
          text: metric === 'count' ? formatCount(people) : rate === null ? '—' : share(rate),
          depth: 0,
          title: `${columns[column]}\n${t('retention.tooltip', { people: formatCount(people), size: formatCount(size), rate: share(rate) })}`,
          ...(people > 0 ? { onOpen: () => open(null, null, column) } : {}),
        })),
  };
  const rows: HeatRow[] = cohorts.map((cohort, index) => ({
    key: cohort.start,
    label: periodName(cohort.start, period, language),
    size: {
      text: formatCount(cohort.size),
      ...(cohort.size > 0 ? { onOpen: () => open(index, cohort) } : {}),
    },
    cells: columns.map((_, column) => cellOf(cohort, index, column)),
  }));
  // Periods before anybody came have nothing to tell.
  const begun = rows.slice(
    Math.max(
      0,
      cohorts.findIndex(({ size }) => size > 0),
    ),
  );
  return (
    <HeatTable
      caption={t('retention.tableTitle')}
      corner={t('retention.cohort')}
      sizeName={t('retention.size')}
      columns={columns}
      rows={metric === 'cumulative' ? begun : [total, ...begun]}
    />
  );
});
