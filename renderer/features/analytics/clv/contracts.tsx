import { useCallback, useMemo } from 'react';
import type { z } from 'zod';
import { sbgOutput } from '../../../../contract/model-fits.ts';
import { type Line, LineChart } from '../../../charts/index.ts';
import { formatCount } from '../../../format/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { useTheme } from '../../../ui/index.ts';
import { periodName } from '../frame/periods.ts';
import { ResultCard } from '../frame/result-card.tsx';
import { share } from '../frame/shares.ts';
import { useAnswer } from '../frame/use-answer.ts';
import { useWorld } from '../frame/world.ts';
import { useOpenPeople } from '../people/people-provider.tsx';
import styles from './clv.module.css';
import { type ClvSettings, fewestSurvivors, isFalling } from './clv-settings.ts';
import { type Cohort, useRenewals } from './renewals.ts';

type Fit = z.output<typeof sbgOutput>;

/** Periods looked ahead beyond those known. */
const ahead = 5;
const mostPeriods = 1_000;

/** What becomes of customers under contract: shifted-beta-geometric, fitted to those left after each renewal. */
export function Contracts({ settings }: { settings: ClvSettings }) {
  const { t } = useTranslation('value');
  const { language } = useWorld();
  const { renewals } = settings;
  const { cohort, body } = useRenewals(settings);
  const survivors = renewals === null ? settings.survivors : (cohort?.survivors ?? []);
  const periods = Math.min(mostPeriods, survivors.length - 1 + ahead);
  const isEnough = survivors.length >= fewestSurvivors;
  const asked = isEnough && isFalling(survivors) ? { survivors, periods } : null;
  const answer = useAnswer('clv/sbg', asked, sbgOutput);
  if (!isEnough) return null;
  if (asked === null) {
    return (
      <ResultCard title={t('clv.contractsTitle')} testId="clv-contracts">
        <p className={styles.hint}>{t('clv.survivorsRising')}</p>
      </ResultCard>
    );
  }
  const fit = answer.data;
  const known = survivors.length - 1;
  const name = renewals && cohort ? periodName(cohort.start, renewals.period, language) : null;
  return (
    <ResultCard
      title={t('clv.contractsTitle')}
      note={name === null ? t('clv.contractsNote') : t('clv.contractsNoteOrders', { cohort: name })}
      answer={answer}
      testId="clv-contracts"
      aside={
        fit && !isAlike(fit) ? (
          <span>
            {t('clv.sbg', {
              ...{ alpha: fit.alpha.toFixed(3), beta: fit.beta.toFixed(3) },
              likelihood: fit.logLikelihood.toFixed(1),
            })}
          </span>
        ) : null
      }
    >
      {fit ? (
        <>
          <p className={styles.summary}>
            {t('clv.contractsSummary', {
              first: share(fit.retention[0] ?? null),
              ...{ n: known + 1, next: share(fit.retention[known] ?? null) },
              left: share(fit.survival.at(-1) ?? null),
              periods,
            })}
          </p>
          {isAlike(fit) ? <p className={styles.hint}>{t('clv.contractsAlike')}</p> : null}
          <Curve
            survivors={survivors.slice(0, fit.survival.length)}
            fit={fit}
            people={cohort && name !== null ? { cohort, body, name } : null}
          />
        </>
      ) : null}
    </ResultCard>
  );
}

/** Whether the fit found no difference between customers: its parameters then grow without end and say nothing. */
const isAlike = ({ alpha, beta }: Fit): boolean => alpha + beta > 100_000;

interface CurveProps {
  survivors: number[];
  fit: Fit;
  /** Whose renewals these are; null where the numbers were typed. */
  people: { cohort: Cohort; body: object; name: string } | null;
}

function Curve({ survivors, fit, people }: CurveProps) {
  const { t } = useTranslation('value');
  const openPeople = useOpenPeople();
  const { tokens } = useTheme();
  const start = survivors[0] ?? 0;
  // The whole at the start is no news.
  const steps = useMemo(() => fit.survival.slice(1).map((_, i) => String(i + 1)), [fit]);
  const lines = useMemo<Line[]>(() => {
    const base = { isQuiet: false, incompleteFrom: null, endLabel: '' };
    const predicted = fit.survival.slice(1);
    const actual = predicted.map((_, i) => {
      const left = survivors[i + 1];
      return left === undefined ? null : left / start;
    });
    return [
      { ...base, name: t('clv.actual'), color: tokens.series[0], values: actual },
      { ...base, name: t('clv.predicted'), color: tokens.series[1], values: predicted, isCompared: true },
    ];
  }, [fit, survivors, start, tokens, t]);
  const tooltip = useCallback(
    (index: number) => {
      const period = index + 1;
      const actual = survivors[period];
      const predicted = fit.survival[period] ?? 0;
      const retained = fit.retention[period - 1];
      const row = (name: string, customers: number, color: string) => ({
        ...{ name, value: share(customers / start), note: formatCount(customers), color },
      });
      return {
        title: t('clv.afterPeriods', { count: period }),
        rows: [
          ...(actual === undefined ? [] : [row(t('clv.actual'), actual, tokens.series[0])]),
          row(t('clv.predicted'), Math.round(predicted * start), tokens.series[1]),
          ...(retained === undefined ? [] : [{ name: t('clv.renewed'), value: share(retained) }]),
        ],
      };
    },
    [fit, survivors, start, tokens, t],
  );
  return (
    <div className={styles.chart}>
      <LineChart
        steps={steps}
        lines={lines}
        formatTick={(value) => `${Math.round(value * 100)}%`}
        tooltip={tooltip}
        label={t('clv.contractsLabel')}
        opens={(line, index) => {
          const column = index + 1;
          if (people === null || line > 0 || !((survivors[column] ?? 0) > 0)) return null;
          const title = t('clv.renewalPeople', {
            cohort: people.name,
            after: t('clv.afterPeriods', { count: column }),
          });
          const cell = { cohort: people.cohort.index, column };
          return () => openPeople({ kind: 'retention', body: people.body, cell, title, name: title });
        }}
      />
    </div>
  );
}
