import { Input } from 'antd';
import { useCallback, useMemo, useState } from 'react';
import type { z } from 'zod';
import { sbgOutput } from '../../../../contract/model-fits.ts';
import { type Line, LineChart } from '../../../charts/index.ts';
import { formatCount } from '../../../format/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { useTheme } from '../../../ui/index.ts';
import { ResultCard } from '../frame/result-card.tsx';
import { share } from '../frame/shares.ts';
import { useAnswer } from '../frame/use-answer.ts';
import { BuilderSection } from '../pickers/settings-fields.tsx';
import styles from './clv.module.css';
import { fewestSurvivors, isFalling, survivorsOf } from './clv-settings.ts';

type Fit = z.output<typeof sbgOutput>;

/** Periods looked ahead beyond those known. */
const ahead = 5;
const mostPeriods = 1_000;

/** Where the customers left after each renewal are typed, or pasted from a sheet. */
export function ContractsField({ value, onChange }: { value: number[]; onChange: (survivors: number[]) => void }) {
  const { t } = useTranslation('value');
  const [text, setText] = useState<string | null>(null);
  const read = text === null ? null : survivorsOf(text);
  const isOwn = read !== null && same(read.numbers, value);
  const unread = isOwn ? read.unread : null;
  return (
    <BuilderSection title={t('clv.contracts')}>
      <Input.TextArea
        aria-label={t('clv.survivors')}
        placeholder={t('clv.survivorsExample')}
        autoSize={{ minRows: 1, maxRows: 4 }}
        value={isOwn && text !== null ? text : value.join(', ')}
        {...(unread === null ? {} : { status: 'error' as const })}
        onChange={(event) => {
          setText(event.target.value);
          onChange(survivorsOf(event.target.value).numbers);
        }}
      />
      <p className={styles.hint} role="status">
        {unread === null ? t('clv.survivorsHint') : t('clv.survivorsUnread', { text: unread })}
      </p>
    </BuilderSection>
  );
}

const same = (a: readonly number[], b: readonly number[]) => a.length === b.length && a.every((one, i) => one === b[i]);

/** What becomes of customers under contract: shifted-beta-geometric, fitted to those left after each renewal. */
export function Contracts({ survivors }: { survivors: number[] }) {
  const { t } = useTranslation('value');
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
  return (
    <ResultCard
      title={t('clv.contractsTitle')}
      note={t('clv.contractsNote')}
      answer={answer}
      testId="clv-contracts"
      aside={
        fit ? (
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
          <Curve survivors={survivors.slice(0, fit.survival.length)} fit={fit} />
        </>
      ) : null}
    </ResultCard>
  );
}

function Curve({ survivors, fit }: { survivors: number[]; fit: Fit }) {
  const { t } = useTranslation('value');
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
      />
    </div>
  );
}
