import { memo, useCallback, useMemo } from 'react';
import type { RetentionOutput } from '../../../../contract/analytics.ts';
import { type Line, LineChart } from '../../../charts/index.ts';
import { formatCount } from '../../../format/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { useTheme } from '../../../ui/index.ts';
import type { Compared } from '../comparing/use-comparison.ts';
import { periodName } from '../frame/periods.ts';
import { share } from '../frame/shares.ts';
import { useWorld } from '../frame/world.ts';
import { useOpenPeople } from '../people/people-provider.tsx';
import { columnNames } from './columns.ts';
import { columnMeans } from './means.ts';
import styles from './retention.module.css';
import type { RetentionBody } from './retention-settings.ts';

/** Lines that can still be told apart, and single cohorts that only make a background. */
const mostLines = 5;
const mostCohorts = 24;

const percents = (value: number): string => `${Math.round(value * 100)}%`;

type Cohort = RetentionOutput['cohorts'][number];

/** Whose points a line shows: one cohort or all, of one value of the breakdown or of everybody. */
interface Source {
  name: string;
  cohort: number | null;
  value: readonly string[] | null;
  count: (column: number) => { count: number; size: number };
}

interface RetentionCurveProps {
  cohorts: RetentionOutput['cohorts'];
  /** With a breakdown: one line per value instead of one per cohort. */
  parts: RetentionOutput['breakdown'];
  /** Its mean is drawn beside that of this answer. */
  compared: Compared<RetentionOutput> | null;
  body: RetentionBody;
  /** Value of the breakdown that all these cohorts are of. */
  value: readonly string[] | null;
  nameOf: (value: readonly string[]) => string;
}

/** The mean of all cohorts over time, by value or before single cohorts; every point opens its people. */
export const RetentionCurve = memo(function RetentionCurve(props: RetentionCurveProps) {
  const { cohorts, parts, compared, body, value, nameOf } = props;
  const { period, brackets } = body;
  const { t } = useTranslation('behaviour');
  const { language } = useWorld();
  const { tokens } = useTheme();
  const openPeople = useOpenPeople();
  // The cohort's own period is everybody: it would only press the rest of the curve together.
  const means = useMemo(() => columnMeans(cohorts.filter(({ size }) => size > 0)).slice(1), [cohorts]);
  const steps = useMemo(
    () => columnNames({ period, brackets }, means.length + 1, t).slice(1),
    [means.length, period, brackets, t],
  );
  const other = useMemo(
    () =>
      compared?.data
        ? {
            name: compared.name,
            rates: columnMeans(compared.data.cohorts)
              .slice(1)
              .map(({ rate }) => rate),
          }
        : null,
    [compared?.data, compared?.name],
  );
  const lines = useMemo<Line[]>(() => {
    const mean: Line = {
      name: t('retention.mean'),
      color: tokens.series[0],
      values: means.map(({ rate }) => rate),
      incompleteFrom: null,
      endLabel: parts.length > 0 ? t('retention.all') : t('retention.mean'),
      isQuiet: false,
    };
    const before: Line[] = other
      ? [
          {
            ...{ name: other.name, color: tokens.ink2, values: means.map((_, i) => other.rates[i] ?? null) },
            ...{ incompleteFrom: null, endLabel: other.name, isQuiet: true, isCompared: true },
          },
        ]
      : [];
    if (parts.length > 0) {
      return [
        mean,
        ...before,
        ...parts.slice(0, mostLines - 1).map(({ value, cohorts: of }, i) => ({
          ...mean,
          name: nameOf(value),
          color: tokens.series[i + 1] ?? tokens.ink3,
          values: columnMeans(of)
            .slice(1)
            .map(({ rate }) => rate),
          endLabel: nameOf(value),
        })),
      ];
    }
    const single = cohorts.slice(0, mostCohorts).map((cohort) => ({
      ...mean,
      name: cohort.start,
      color: tokens.series[7],
      values: cohort.rates.slice(1).map((rate, i) => (cohort.incomplete[i + 1] === true ? null : rate)),
      endLabel: '',
      isQuiet: true,
    }));
    return [mean, ...before, ...single];
  }, [cohorts, parts, means, other, tokens, t, nameOf]);
  // As the lines lie: the mean, what it is compared with (nobody's here), then values or cohorts.
  const sources = useMemo<(Source | null)[]>(() => {
    const all = (name: string, of: readonly Cohort[], ofValue: Source['value']): Source => {
      const own = columnMeans(of);
      return { name, cohort: null, value: ofValue, count: (column) => own[column] ?? { count: 0, size: 0 } };
    };
    return [
      all(t('retention.all'), cohorts, value),
      ...(other ? [null] : []),
      ...(parts.length > 0
        ? parts.slice(0, mostLines - 1).map((part) => all(nameOf(part.value), part.cohorts, part.value))
        : cohorts.slice(0, mostCohorts).map((one, cohort) => ({
            ...{ name: periodName(one.start, period, language), cohort, value },
            count: (column: number) => ({ count: one.counts[column] ?? 0, size: one.size }),
          }))),
    ];
  }, [cohorts, parts, other, value, period, language, nameOf, t]);
  const opens = useCallback(
    (line: number, step: number) => {
      const source = sources[line];
      const column = step + 1;
      if (!source || source.count(column).count === 0) return null;
      return () => {
        const title = t('retention.cell', { cohort: source.name, column: steps[step] ?? '' });
        const cell = {
          column,
          ...(source.cohort === null ? {} : { cohort: source.cohort }),
          ...(source.value ? { breakdown: source.value } : {}),
        };
        openPeople({ kind: 'retention', body, cell, title, name: title });
      };
    },
    [sources, steps, body, openPeople, t],
  );
  const point = useCallback(
    (line: number, step: number) => {
      const { name = '', count = null } = sources[line] ?? {};
      const { count: people, size } = count?.(step + 1) ?? { count: 0, size: 0 };
      const rate = share(size === 0 ? null : people / size);
      return {
        title: steps[step] ?? '',
        rows: [{ name, value: rate, note: `${formatCount(people)} / ${formatCount(size)}` }],
      };
    },
    [sources, steps],
  );
  const tooltip = useCallback(
    (index: number) => {
      const mean = means[index];
      const rows =
        parts.length > 0
          ? lines.map((line) => ({ name: line.name, value: share(line.values[index] ?? null), color: line.color }))
          : [
              {
                name: t('retention.mean'),
                value: share(mean?.rate ?? null),
                note: `${formatCount(mean?.count ?? 0)} / ${formatCount(mean?.size ?? 0)}`,
              },
              ...(other ? [{ name: other.name, value: share(other.rates[index] ?? null) }] : []),
            ];
      return { title: steps[index] ?? '', rows };
    },
    [means, parts, lines, other, steps, t],
  );
  return (
    <div className={styles.curve}>
      <LineChart
        steps={steps}
        lines={lines}
        formatTick={percents}
        tooltip={tooltip}
        label={t('retention.curveLabel')}
        opens={opens}
        point={point}
      />
    </div>
  );
});
