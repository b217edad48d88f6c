import { memo, useMemo } from 'react';
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
  metric: RetentionSettings['metric'];
  body: RetentionBody;
  /** Value of the breakdown these cohorts are of. */
  value: readonly string[] | null;
}

/**
 * One row per cohort, one column per period since; every cell opens its people. Thousands of cells: drawn again only
 * when figures come, not with every key pressed in the settings.
 */
export const CohortTable = memo(function CohortTable({ cohorts, metric, body, value }: CohortTableProps) {
  const { t } = useTranslation('behaviour');
  const { language, currency } = useWorld();
  const openPeople = useOpenPeople();
  const { period } = body;
  const allHead = useMemo(() => <span title={t('retention.allHint')}>{t('retention.all')}</span>, [t]);
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
  const columns = columnNames(isMoney ? { period } : body, count, t);
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
  const cellOf = (cohort: Cohort, column: number): HeatCell | null => {
    // Of nobody there is nothing to tell.
    if (cohort.size === 0) return null;
    if (isMoney) {
      const amount = amounts(cohort)?.[column];
      if (amount === undefined) return null;
      return {
        text: formatShort(amount / minor, money),
        depth: (0.92 * Math.max(0, amount)) / largest,
        isOpen: true,
      };
    }
    const people = cohort.counts[column];
    if (people === undefined) return null;
    const rate = cohort.rates[column] ?? null;
    return {
      text:
        metric === 'count'
          ? formatCount(people)
          : rate === null
            ? ''
            : `${(rate * 100).toFixed(column === 0 ? 0 : 1)}%`,
      depth: column === 0 ? 1 : metric === 'count' ? (0.9 * people) / largest : Math.min(0.9, (rate ?? 0) * 1.5),
      isIncomplete: cohort.incomplete[column] === true,
      isOpen: people > 0,
    };
  };
  const means = columnMeans(cohorts);
  const people = cohorts.reduce((sum, { size }) => sum + size, 0);
  const sumOf = (column: number) => cohorts.reduce((all, cohort) => all + (amounts(cohort)?.[column] ?? 0), 0);
  const figures = ({ count: of, size }: { count: number; size: number }, rate: number | null) =>
    t('retention.tooltip', { people: formatCount(of), size: formatCount(size), rate: share(rate) });
  const titleOf = (key: string, column: number): string => {
    const cohort = cohorts.find(({ start }) => start === key);
    if (!cohort) {
      const mean = means[column];
      if (isMoney) return formatExact(sumOf(column) / minor, money);
      return mean ? `${columns[column]}\n${figures(mean, mean.rate)}` : '';
    }
    const amount = amounts(cohort)?.[column];
    if (isMoney) {
      if (amount === undefined) return '';
      const each = t('retention.perPerson', { amount: formatExact(amount / minor / cohort.size, money) });
      return `${formatExact(amount / minor, money)}\n${each}`;
    }
    const told = figures({ count: cohort.counts[column] ?? 0, size: cohort.size }, cohort.rates[column] ?? null);
    const running = cohort.incomplete[column] === true ? `\n${t('retention.running')}` : '';
    return `${periodName(cohort.start, period, language)} · ${columns[column]}\n${told}${running}`;
  };
  const total: HeatRow = {
    key: everybody,
    label: t('retention.all'),
    head: allHead,
    size: { text: formatCount(people), isOpen: people > 0 },
    isTotal: true,
    cells: isMoney
      ? Array.from({ length: count }, (_, column) => ({
          ...{ text: formatShort(sumOf(column) / minor, money), depth: 0 },
        }))
      : means.slice(0, count).map(({ rate, count: of }) => ({
          text: metric === 'count' ? formatCount(of) : rate === null ? '—' : share(rate),
          depth: 0,
          isOpen: of > 0,
        })),
  };
  const rows: HeatRow[] = cohorts.map((cohort) => ({
    key: cohort.start,
    label: periodName(cohort.start, period, language),
    size: { text: formatCount(cohort.size), isOpen: cohort.size > 0 },
    cells: columns.map((_, column) => cellOf(cohort, column)),
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
      titleOf={titleOf}
      onOpen={(key, column) => {
        const index = cohorts.findIndex(({ start }) => start === key);
        const cohort = cohorts[index] ?? null;
        // Amounts are of the whole cohort, whatever their column.
        open(cohort ? index : null, cohort, isMoney && cohort ? undefined : (column ?? undefined));
      }}
    />
  );
});

/** Key of the row of all cohorts together. */
const everybody = 'all';
