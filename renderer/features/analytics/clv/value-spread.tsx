import { useCallback, useMemo } from 'react';
import { BarChart } from '../../../charts/index.ts';
import { currencyDigits, formatCount, formatShort } from '../../../format/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { useTheme } from '../../../ui/index.ts';
import { ResultCard } from '../frame/result-card.tsx';
import { share } from '../frame/shares.ts';
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
            openPeople({ kind: 'clv', body: askedOf(body), cell: { decile }, title, name: title });
          }}
        />
      </div>
    </ResultCard>
  );
}

/** How many customers are still there, by the probability the model gives them. */
export function AliveHistogram({ answer, result, body }: CardProps & { body: object }) {
  const { t } = useTranslation('value');
  const { tokens } = useTheme();
  const openPeople = useOpenPeople();
  const { alive: counts } = result;
  const total = counts.reduce((sum, count) => sum + count, 0);
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
          note: share(total === 0 ? null : (counts[index] ?? 0) / total),
        },
      ],
    }),
    [counts, total, t],
  );
  return (
    <ResultCard title={t('clv.aliveTitle')} note={t('clv.aliveNote')} answer={answer} testId="clv-alive">
      <div className={styles.chart}>
        <BarChart
          steps={steps}
          stacks={stacks}
          incompleteFrom={null}
          formatTick={formatCount}
          tooltip={tooltip}
          label={t('clv.aliveLabel')}
          onPick={(_stack, aliveTenth) => {
            const title = t('clv.alivePeople', { range: `${aliveTenth * 10}–${(aliveTenth + 1) * 10}%` });
            openPeople({ kind: 'clv', body: askedOf(body), cell: { aliveTenth }, title, name: title });
          }}
        />
      </div>
    </ResultCard>
  );
}
