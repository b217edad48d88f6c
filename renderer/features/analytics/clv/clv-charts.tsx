import { useCallback, useMemo } from 'react';
import { BarChart, type Line, LineChart } from '../../../charts/index.ts';
import { currencyDigits, formatCount, formatDay, formatMonth, formatShort } from '../../../format/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { useTheme } from '../../../ui/index.ts';
import { ResultCard } from '../frame/result-card.tsx';
import { share } from '../frame/shares.ts';
import type { Answer } from '../frame/use-answer.ts';
import { useWorld } from '../frame/world.ts';
import { useOpenPeople } from '../people/people-provider.tsx';
import styles from './clv.module.css';
import type { ClvAnswer } from './clv-page.tsx';
import { tenths } from './clv-settings.ts';

interface CardProps {
  answer: Answer<ClvAnswer>;
  result: ClvAnswer;
}

interface DecilesProps extends CardProps {
  body: object;
  money: (minor: number | null) => string;
}

/** Value of each tenth of the customers, best first. */
export function Deciles({ answer, result, body, money }: DecilesProps) {
  const { t } = useTranslation('value');
  const { language, currency } = useWorld();
  const { tokens } = useTheme();
  const openPeople = useOpenPeople();
  const { deciles } = result;
  const minor = 10 ** currencyDigits(currency);
  const total = deciles.reduce((sum, { clvMinor }) => sum + (clvMinor ?? 0), 0);
  const steps = useMemo(() => deciles.map(({ decile }) => String(decile)), [deciles]);
  const stacks = useMemo(
    () => [
      { name: t('clv.value'), color: tokens.series[0], values: deciles.map(({ clvMinor }) => (clvMinor ?? 0) / minor) },
    ],
    [deciles, tokens, minor, t],
  );
  const labels = useMemo(
    () => deciles.map(({ clvMinor }) => (total === 0 ? '' : `${Math.round(((clvMinor ?? 0) / total) * 100)}%`)),
    [deciles, total],
  );
  const tooltip = useCallback(
    (index: number) => {
      const one = deciles[index];
      if (!one) return { title: '', rows: [] };
      return {
        title: t('clv.decile', { n: one.decile }),
        rows: [
          {
            name: t('clv.value'),
            value: money(one.clvMinor),
            note: share(total === 0 ? null : (one.clvMinor ?? 0) / total),
          },
          { name: t('clv.past'), value: money(one.historicMinor) },
          { name: t('customers'), value: formatCount(one.customers) },
        ],
      };
    },
    [deciles, total, money, t],
  );
  const formatTick = useCallback(
    // A tick has no digits that say nothing.
    (value: number) => formatShort(value, { unit: 'money', language, currency }).replace(/\.0+(?!\d)/, ''),
    [language, currency],
  );
  const { profiles: _, ...asked } = body as { profiles?: number };
  return (
    <ResultCard
      isMain
      title={t('clv.decilesTitle')}
      note={t('clv.decilesNote')}
      answer={answer}
      testId="clv-deciles"
      aside={
        <span>{t('clv.topShare', { share: share(total === 0 ? null : (deciles[0]?.clvMinor ?? 0) / total) })}</span>
      }
    >
      <div className={styles.chart}>
        <BarChart
          steps={steps}
          stacks={stacks}
          incompleteFrom={null}
          valueLabels={labels}
          formatTick={formatTick}
          tooltip={tooltip}
          label={t('clv.decileLabel')}
          onPick={(_stack, step) => {
            const decile = deciles[step]?.decile ?? 1;
            const title = t('clv.people', { n: decile });
            openPeople({ kind: 'clv', body: asked, cell: { decile }, title, name: title });
          }}
        />
      </div>
    </ResultCard>
  );
}

/** How many customers are still there, by the probability the model gives them. */
export function AliveHistogram({ answer, result }: CardProps) {
  const { t } = useTranslation('value');
  const { tokens } = useTheme();
  const { profiles, truncated } = result;
  const counts = useMemo(() => tenths(profiles.map(({ pAlive }) => pAlive)), [profiles]);
  const steps = useMemo(() => counts.map((_, i) => `${i * 10}%`), [counts]);
  const stacks = useMemo(
    () => [{ name: t('customers'), color: tokens.series[4], values: counts }],
    [counts, tokens, t],
  );
  const tooltip = useCallback(
    (index: number) => ({
      title: `${index * 10}–${(index + 1) * 10}%`,
      rows: [
        {
          name: t('customers'),
          value: formatCount(counts[index] ?? 0),
          note: share((counts[index] ?? 0) / profiles.length),
        },
      ],
    }),
    [counts, profiles.length, t],
  );
  return (
    <ResultCard
      title={t('clv.aliveTitle')}
      note={truncated ? t('clv.aliveNoteTop', { n: formatCount(truncated.shown) }) : t('clv.aliveNote')}
      answer={answer}
    >
      <div className={styles.chart}>
        <BarChart
          steps={steps}
          stacks={stacks}
          incompleteFrom={null}
          formatTick={formatCount}
          tooltip={tooltip}
          label={t('clv.aliveLabel')}
        />
      </div>
    </ResultCard>
  );
}

/** What the model of the first half would have said of the second, by earlier repeats. */
export function Holdout({ answer, result }: CardProps) {
  const { t } = useTranslation('value');
  const { language } = useWorld();
  const { tokens } = useTheme();
  const { holdout } = result;
  const rows = useMemo(() => (holdout?.byFrequency ?? []).filter(({ customers }) => customers > 0), [holdout]);
  const steps = useMemo(
    () =>
      rows.map(({ frequency }, i) => (i === rows.length - 1 && rows.length > 2 ? `${frequency}+` : String(frequency))),
    [rows],
  );
  const lines = useMemo<Line[]>(() => {
    const of = (name: string, color: string, values: number[], isQuiet: boolean): Line => ({
      ...{ name, color, values, isQuiet },
      incompleteFrom: null,
      endLabel: name,
    });
    return [
      of(
        t('clv.actual'),
        tokens.series[0],
        rows.map(({ actual, customers }) => actual / customers),
        false,
      ),
      of(
        t('clv.predicted'),
        tokens.series[1],
        rows.map(({ predicted, customers }) => predicted / customers),
        false,
      ),
    ];
  }, [rows, tokens, t]);
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
          formatTick={(value) => value.toFixed(1)}
          tooltip={tooltip}
          label={t('clv.holdoutLabel')}
        />
      </div>
    </ResultCard>
  );
}

/** Repeat purchases so far and what the model expects of them. */
export function Tracking({
  answer,
  tracking,
}: {
  answer: Answer<ClvAnswer>;
  tracking: NonNullable<ClvAnswer['tracking']>;
}) {
  const { t } = useTranslation('value');
  const { language } = useWorld();
  const { tokens } = useTheme();
  const steps = useMemo(() => tracking.map(({ date }) => formatMonth(date, language)), [tracking, language]);
  const lines = useMemo<Line[]>(() => {
    const of = (name: string, color: string, values: number[], isQuiet: boolean): Line => ({
      ...{ name, color, values, isQuiet },
      incompleteFrom: null,
      endLabel: name,
    });
    return [
      of(
        t('clv.actual'),
        tokens.series[0],
        tracking.map(({ actual }) => actual),
        false,
      ),
      of(
        t('clv.predicted'),
        tokens.series[1],
        tracking.map(({ expected }) => expected),
        true,
      ),
    ];
  }, [tracking, tokens, t]);
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
    <ResultCard title={t('clv.trackingTitle')} note={t('clv.trackingNote')} answer={answer}>
      <div className={styles.chart}>
        <LineChart
          steps={steps}
          lines={lines}
          formatTick={formatCount}
          tooltip={tooltip}
          label={t('clv.trackingLabel')}
        />
      </div>
    </ResultCard>
  );
}
