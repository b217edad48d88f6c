import { useCallback, useMemo } from 'react';
import type { FeedbackOutput } from '../../../../contract/feedback.ts';
import { BandChart } from '../../../charts/band-chart.tsx';
import { BarChart } from '../../../charts/index.ts';
import { formatCount } from '../../../format/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { useTheme } from '../../../ui/index.ts';
import type { Compared } from '../comparing/use-comparison.ts';
import { type Period, periodName, shortPeriodName } from '../frame/periods.ts';
import { ResultCard } from '../frame/result-card.tsx';
import { share } from '../frame/shares.ts';
import type { Answer } from '../frame/use-answer.ts';
import { useWorld } from '../frame/world.ts';
import styles from './feedback.module.css';
import { points as signed } from './feedback-settings.ts';
import { type Question, useFeedbackPeople } from './use-feedback-people.ts';

interface CardProps {
  answer: Answer<FeedbackOutput>;
  result: FeedbackOutput;
}

/** The score of every period in its interval. */
export function ScoreTrend({
  answer,
  result,
  interval,
  question,
  compared,
}: CardProps & { interval: Period; question: Question; compared: Compared<FeedbackOutput> | null }) {
  const { t } = useTranslation('voice');
  const { language } = useWorld();
  const { tokens } = useTheme();
  const open = useFeedbackPeople(question);
  const { trend } = result;
  // Position by position: the days before are as many, and a segment is of the same dates.
  const other = useMemo(() => {
    if (!compared?.data) return null;
    const before = compared.data.trend;
    return { name: compared.name, values: trend.map((_, i) => before[i]?.score ?? null) };
  }, [compared?.data, compared?.name, trend]);
  const steps = useMemo(
    () => trend.map(({ start }) => shortPeriodName(start, interval, language)),
    [trend, interval, language],
  );
  const shown = useMemo(
    () =>
      trend.map(({ score, lower, upper, change }) => ({
        value: score,
        lower,
        upper,
        isMarked: change.isSignificant === true,
      })),
    [trend],
  );
  const tooltip = useCallback(
    (index: number) => {
      const one = trend[index];
      if (!one) return { title: '', rows: [] };
      return {
        title: periodName(one.start, interval, language),
        rows: [
          {
            name: t('feedback.score'),
            value: signed(one.score, 1),
            note: `${signed(one.lower, 0)} – ${signed(one.upper, 0)}`,
          },
          { name: t('feedback.answers'), value: formatCount(one.responses) },
          ...(other ? [{ name: other.name, value: signed(other.values[index] ?? null, 1) }] : []),
          ...(one.change.points === null
            ? []
            : [
                {
                  name: '±',
                  value: signed(one.change.points, 1),
                  note:
                    one.change.isSignificant === null
                      ? ''
                      : one.change.isSignificant
                        ? t('feedback.real')
                        : t('feedback.chance'),
                },
              ]),
        ],
      };
    },
    [trend, interval, language, other, t],
  );
  const formatTick = useCallback((value: number) => signed(value), []);
  return (
    <ResultCard
      title={t('feedback.trendTitle')}
      note={t('feedback.trendNote')}
      answer={answer}
      isMain
      aside={other ? t('feedback.dashed', { name: other.name }) : null}
    >
      <div className={styles.chart}>
        <BandChart
          steps={steps}
          points={shown}
          color={tokens.series[2]}
          formatTick={formatTick}
          tooltip={tooltip}
          label={t('feedback.trendLabel')}
          compared={other}
          opens={(period) => {
            const one = trend[period];
            if (!one || one.responses === 0) return null;
            const title = t('feedback.cellPeriod', { period: periodName(one.start, interval, language) });
            return () => open({ period }, title);
          }}
        />
      </div>
    </ResultCard>
  );
}

/** How often every answer was given; a bar opens its people. */
export function Distribution({ answer, result, question }: CardProps & { question: Question }) {
  const { t } = useTranslation('voice');
  const { tokens } = useTheme();
  const open = useFeedbackPeople(question);
  const { distribution, overall, kind, satisfiedFrom } = result;
  const steps = useMemo(() => distribution.map(({ answer: value }) => String(value)), [distribution]);
  // One stack per group, so that each keeps its colour.
  const stacks = useMemo(() => {
    const groupOf = (value: number) =>
      kind === 'nps' ? (value >= 9 ? 0 : value >= 7 ? 1 : 2) : value >= (satisfiedFrom ?? 4) ? 0 : 2;
    const groups = [
      { name: t(`feedback.groups.${kind}.promoters`), color: tokens.series[2] },
      { name: t(`feedback.groups.${kind}.passives`), color: tokens.series[7] },
      { name: t(`feedback.groups.${kind}.detractors`), color: tokens.series[3] },
    ];
    return groups.map((group, i) => ({
      ...group,
      values: distribution.map(({ answer: value, count }) => (groupOf(value) === i ? count : null)),
    }));
  }, [distribution, kind, satisfiedFrom, tokens, t]);
  const tooltip = useCallback(
    (index: number) => {
      const one = distribution[index];
      return {
        title: t('feedback.cellAnswer', { answer: one?.answer ?? '' }),
        rows: [
          {
            name: t('feedback.answers'),
            value: formatCount(one?.count ?? 0),
            note: share((one?.count ?? 0) / Math.max(1, overall.responses)),
          },
        ],
      };
    },
    [distribution, overall.responses, t],
  );
  return (
    <ResultCard
      title={t('feedback.distributionTitle')}
      note={t('feedback.distributionNote')}
      answer={answer}
      testId="feedback-distribution"
      aside={
        <span className={styles.key}>
          {stacks
            .filter(({ values }) => values.some((value) => value !== null))
            .map(({ name, color }) => (
              <span key={name}>
                <i aria-hidden="true" style={{ background: color }} /> {name}
              </span>
            ))}
        </span>
      }
    >
      <div className={styles.chart}>
        <BarChart
          steps={steps}
          stacks={stacks}
          isNamed={false}
          incompleteFrom={null}
          formatTick={formatCount}
          tooltip={tooltip}
          label={t('feedback.distributionLabel')}
          onPick={(_stack, step) => {
            const value = distribution[step]?.answer;
            if (value !== undefined) open({ answer: value }, t('feedback.cellAnswer', { answer: value }));
          }}
        />
      </div>
    </ResultCard>
  );
}
