import { useCallback, useMemo } from 'react';
import type { RetentionOutput } from '../../../../contract/analytics.ts';
import { type Line, LineChart } from '../../../charts/index.ts';
import { formatCount } from '../../../format/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { useTheme } from '../../../ui/index.ts';
import type { Compared } from '../comparing/use-comparison.ts';
import type { Period } from '../frame/periods.ts';
import { share } from '../frame/shares.ts';
import { columnMeans } from './means.ts';
import styles from './retention.module.css';

/** Lines that can still be told apart. */
const mostLines = 5;

interface RetentionCurveProps {
  cohorts: RetentionOutput['cohorts'];
  /** With a breakdown: one line per value instead of one per cohort. */
  parts: RetentionOutput['breakdown'];
  /** Its mean is drawn beside that of this answer. */
  compared: Compared<RetentionOutput> | null;
  period: Period;
  nameOf: (value: readonly string[]) => string;
}

export function RetentionCurve({ cohorts, parts, compared, period, nameOf }: RetentionCurveProps) {
  const { t } = useTranslation('behaviour');
  const { tokens } = useTheme();
  // The cohort's own period is everybody: it would only press the rest of the curve together.
  const means = useMemo(() => columnMeans(cohorts).slice(1), [cohorts]);
  const steps = useMemo(() => means.map((_, i) => t(`retention.columns.${period}`, { n: i + 1 })), [means, period, t]);
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
    const single = cohorts.slice(0, 24).map((cohort) => ({
      ...mean,
      name: cohort.start,
      color: tokens.series[7],
      values: cohort.rates.slice(1).map((rate, i) => (cohort.incomplete[i + 1] === true ? null : rate)),
      endLabel: '',
      isQuiet: true,
    }));
    return [mean, ...before, ...single];
  }, [cohorts, parts, means, other, tokens, t, nameOf]);
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
        formatTick={(value) => `${Math.round(value * 100)}%`}
        tooltip={tooltip}
        label={t('retention.curveLabel')}
      />
    </div>
  );
}
