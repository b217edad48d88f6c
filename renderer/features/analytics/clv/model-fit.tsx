import { useCallback, useMemo } from 'react';
import { type Line, LineChart } from '../../../charts/index.ts';
import { formatCount, formatDay, formatMonth } from '../../../format/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { useTheme } from '../../../ui/index.ts';
import { ResultCard } from '../frame/result-card.tsx';
import type { Answer } from '../frame/use-answer.ts';
import { useWorld } from '../frame/world.ts';
import { useOpenPeople } from '../people/people-provider.tsx';
import styles from './clv.module.css';
import type { ClvAnswer } from './clv-page.tsx';
import { askedOf } from './clv-settings.ts';

interface CardProps {
  answer: Answer<ClvAnswer>;
  result: ClvAnswer;
}

/** Two lines of the same steps: what happened, and what the model says. */
function useActualAndPredicted(actual: readonly number[], predicted: readonly number[]): Line[] {
  const { t } = useTranslation('value');
  const { tokens } = useTheme();
  return useMemo(() => {
    const of = (name: string, color: string, values: readonly number[]): Line => ({
      ...{ name, color, values: [...values], isQuiet: false },
      incompleteFrom: null,
      endLabel: name,
    });
    return [of(t('clv.actual'), tokens.series[0], actual), of(t('clv.predicted'), tokens.series[1], predicted)];
  }, [actual, predicted, tokens, t]);
}

/** What the model of the first half would have said of the second, by earlier repeats. */
export function Holdout({ answer, result, body }: CardProps & { body: object }) {
  const { t } = useTranslation('value');
  const { language } = useWorld();
  const { tokens } = useTheme();
  const openPeople = useOpenPeople();
  const { holdout } = result;
  const rows = useMemo(() => (holdout?.byFrequency ?? []).filter(({ customers }) => customers > 0), [holdout]);
  const steps = useMemo(
    () =>
      rows.map(({ frequency }, i) => (i === rows.length - 1 && rows.length > 2 ? `${frequency}+` : String(frequency))),
    [rows],
  );
  const actual = useMemo(() => rows.map((row) => row.actual / row.customers), [rows]);
  const predicted = useMemo(() => rows.map((row) => row.predicted / row.customers), [rows]);
  const lines = useActualAndPredicted(actual, predicted);
  const tooltip = useCallback(
    (index: number) => {
      const row = rows[index];
      if (!row) return { title: '', rows: [] };
      return {
        title: t('clv.holdoutAxis', { n: steps[index] ?? '' }),
        rows: [
          { name: t('clv.actual'), value: (row.actual / row.customers).toFixed(2), color: tokens.series[0] },
          { name: t('clv.predicted'), value: (row.predicted / row.customers).toFixed(2), color: tokens.series[1] },
          { name: t('customers'), value: formatCount(row.customers) },
        ],
      };
    },
    [rows, steps, tokens, t],
  );
  if (!holdout) return null;
  const change = holdout.actual === 0 ? null : holdout.predicted / holdout.actual - 1;
  return (
    <ResultCard
      title={t('clv.holdoutTitle')}
      note={t('clv.holdoutNote', { date: formatDay(holdout.calibrationEnd, language), days: holdout.days })}
      answer={answer}
      testId="clv-holdout"
    >
      <p className={styles.summary}>
        {t('clv.holdoutSummary', {
          predicted: formatCount(holdout.predicted),
          actual: formatCount(holdout.actual),
          change: change === null ? '—' : `${change > 0 ? '+' : '−'}${Math.abs(change * 100).toFixed(1)}%`,
        })}
      </p>
      <div className={styles.chart}>
        <LineChart
          steps={steps}
          lines={lines}
          formatTick={(value) => String(Number(value.toFixed(2)))}
          tooltip={tooltip}
          label={t('clv.holdoutLabel')}
          // Both lines are of the same people: what they did stands for them.
          opens={(line, index) => {
            const calibrationFrequency = rows[index]?.frequency;
            if (calibrationFrequency === undefined || line > 0) return null;
            const title = t('clv.holdoutPeople', {
              n: steps[index] ?? '',
              date: formatDay(holdout.calibrationEnd, language),
            });
            const cell = { calibrationFrequency };
            return () => openPeople({ kind: 'clv', body: askedOf(body), cell, title, name: title });
          }}
        />
      </div>
    </ResultCard>
  );
}

/** Repeat purchases so far and what the model expects of them. */
export function Tracking({
  answer,
  tracking,
  body,
}: {
  answer: Answer<ClvAnswer>;
  tracking: NonNullable<ClvAnswer['tracking']>;
  body: object;
}) {
  const { t } = useTranslation('value');
  const { language } = useWorld();
  const { tokens } = useTheme();
  const openPeople = useOpenPeople();
  const steps = useMemo(() => tracking.map(({ date }) => formatMonth(date, language)), [tracking, language]);
  const actual = useMemo(() => tracking.map((point) => point.actual), [tracking]);
  const expected = useMemo(() => tracking.map((point) => point.expected), [tracking]);
  const lines = useActualAndPredicted(actual, expected);
  const tooltip = useCallback(
    (index: number) => {
      const point = tracking[index];
      if (!point) return { title: '', rows: [] };
      return {
        title: formatDay(point.date, language),
        rows: [
          { name: t('clv.actual'), value: formatCount(point.actual), color: tokens.series[0] },
          { name: t('clv.predicted'), value: formatCount(point.expected), color: tokens.series[1] },
        ],
      };
    },
    [tracking, language, tokens, t],
  );
  return (
    <ResultCard title={t('clv.trackingTitle')} note={t('clv.trackingNote')} answer={answer} testId="clv-tracking">
      <div className={styles.chart}>
        <LineChart
          steps={steps}
          lines={lines}
          formatTick={formatCount}
          tooltip={tooltip}
          label={t('clv.trackingLabel')}
          // The lines are totals: what a point adds to the one before is what people did, the model has none.
          opens={(line, index) => {
            const point = tracking[index];
            const after = tracking[index - 1]?.date ?? null;
            if (!point || line > 0 || point.actual === (tracking[index - 1]?.actual ?? 0)) return null;
            const to = formatDay(point.date, language);
            const title =
              after === null
                ? t('clv.trackingFirst', { to })
                : t('clv.trackingPeople', { after: formatDay(after, language), to });
            const cell = { repeats: { after, to: point.date } };
            return () => openPeople({ kind: 'clv', body: askedOf(body), cell, title, name: title });
          }}
        />
      </div>
    </ResultCard>
  );
}
