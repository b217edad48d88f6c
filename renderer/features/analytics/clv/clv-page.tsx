import type { z } from 'zod';
import { clvOutput } from '../../../../contract/customer-value.ts';
import { currencyDigits, formatCount, formatDay, formatShort } from '../../../format/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { Comparison } from '../comparing/comparison.tsx';
import { clvFigures } from '../comparing/key-figures.ts';
import { monthsEarlier } from '../comparing/months-earlier.ts';
import { useComparison } from '../comparing/use-comparison.ts';
import { ResultActions } from '../export/result-actions.tsx';
import { AnalysisGate } from '../frame/analysis-gate.tsx';
import { AnalysisLayout } from '../frame/analysis-layout.tsx';
import { audienceWords } from '../frame/audience-words.ts';
import { Definition, ResultCard } from '../frame/result-card.tsx';
import { sentences } from '../frame/sentences.ts';
import { smallSampleWarning } from '../frame/shares.ts';
import { Detail } from '../frame/stand.tsx';
import { useAnswer } from '../frame/use-answer.ts';
import { useSettings } from '../frame/use-settings.ts';
import { useWorld } from '../frame/world.ts';
import styles from './clv.module.css';
import { ClvBreakdown } from './clv-breakdown.tsx';
import { ClvBuilder } from './clv-builder.tsx';
import { ClvList } from './clv-list.tsx';
import { clvBody, clvSettings, monthsBefore } from './clv-settings.ts';
import { Contracts } from './contracts.tsx';
import { Headline } from './headline.tsx';
import { Holdout, Tracking } from './model-fit.tsx';
import { Parameters } from './parameters.tsx';
import { Payback } from './payback.tsx';
import { AliveHistogram, Deciles } from './value-spread.tsx';

export type ClvAnswer = z.output<typeof clvOutput>;

export default function ClvPage() {
  return (
    <AnalysisGate kind="clv">
      <Clv />
    </AnalysisGate>
  );
}

const given = clvSettings.parse({});

function Clv() {
  const { t } = useTranslation('value');
  const world = useWorld();
  const { language, currency, data } = world;
  const settings = useSettings(clvSettings, given);
  const { value } = settings;
  const body = clvBody(value);
  const answer = useAnswer('clv', body, clvOutput);
  const compared = useComparison({
    ...{ kind: 'clv', body, compare: value.compare, days: null, schema: clvOutput },
    earlier: {
      name: world.t('monthsEarlier', { count: monthsBefore }),
      body: monthsEarlier(body, { asOf: value.asOf, months: monthsBefore }, data),
    },
  });
  const result = answer.data;
  const segment = world.segments.find(({ id }) => id === value.segmentId)?.name ?? null;
  const minor = 10 ** currencyDigits(currency);
  const money = (amount: number | null) =>
    amount === null ? '—' : formatShort(amount / minor, { unit: 'money', language, currency });
  const day = formatDay(value.asOf ?? data.to, language);
  return (
    <AnalysisLayout
      kind="clv"
      settings={settings}
      builder={<ClvBuilder settings={settings} />}
      actions={
        <ResultActions
          kind="clv"
          settings={value}
          body={body}
          csv={result ? () => clvCsv(result, minor, t('clv.name')) : null}
        />
      }
    >
      {result ? (
        <Headline result={result} isStale={answer.isStale} body={body} horizonDays={value.horizonDays} money={money} />
      ) : (
        <ResultCard title={t('clv.kpiValue')} answer={answer} height={100} isMain>
          {null}
        </ResultCard>
      )}
      <Comparison now={result} compared={compared} figuresOf={clvFigures} />
      {result ? (
        <>
          <div className={styles.pair}>
            <Deciles answer={answer} result={result} body={body} money={money} />
            <Detail isOnPaper>
              <AliveHistogram answer={answer} result={result} body={body} />
            </Detail>
          </div>
          <Detail>
            <div className={styles.pair}>
              <Holdout answer={answer} result={result} body={body} />
              {result.tracking && result.tracking.length > 1 ? (
                <Tracking answer={answer} tracking={result.tracking} body={body} />
              ) : (
                <Parameters answer={answer} result={result} />
              )}
            </div>
            {result.breakdown && value.by !== 'none' ? (
              <ClvBreakdown answer={answer} rows={result.breakdown} by={value.by} body={body} money={money} />
            ) : null}
          </Detail>
          <Detail>
            <Contracts settings={value} />
            {result.payback ? <Payback answer={answer} payback={result.payback} body={body} money={money} /> : null}
            <ClvList answer={answer} result={result} money={money} />
            {result.tracking && result.tracking.length > 1 ? <Parameters answer={answer} result={result} /> : null}
          </Detail>
        </>
      ) : null}
      <Definition
        text={sentences(
          language,
          t('clv.definition', {
            model: t(`clv.models.${value.model}`),
            date: day,
            days: value.horizonDays,
            discount: value.discountPercent > 0 ? t('clv.discounted', { rate: `${value.discountPercent}%` }) : '',
            margin: value.marginPercent < 100 ? t('clv.margined', { rate: `${value.marginPercent}%` }) : '',
          }),
          audienceWords({ filters: [] }, segment, world),
        )}
        warnings={[
          result?.withheld?.message ?? null,
          smallSampleWarning(result?.summary.customers ?? 0, world),
          result && result.summary.aliveCustomers / result.summary.customers > 0.995 ? t('clv.everybodyAlive') : null,
          result && result.summary.withoutValue > 0
            ? t('clv.withoutValue', { formatted: formatCount(result.summary.withoutValue) })
            : null,
        ]}
      />
    </AnalysisLayout>
  );
}

function clvCsv({ profiles }: ClvAnswer, minor: number, name: string): (string | number | null)[][] {
  return [
    ['id', name, 'frequency', 'recency', 'T', 'monetary', 'pAlive', 'expectedPurchases', 'clv', 'decile'],
    ...profiles.map((one) => [
      one.profileId,
      one.displayName ?? '',
      one.frequency,
      one.recency,
      one.T,
      one.monetary === null ? null : one.monetary / minor,
      one.pAlive,
      one.expectedPurchases,
      one.clv === null ? null : one.clv / minor,
      one.decile,
    ]),
  ];
}
