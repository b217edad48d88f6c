import { rfmOutput } from '../../../../contract/customer-value.ts';
import { currencyDigits, formatDay } from '../../../format/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { addMonths } from '../../../queries/index.ts';
import { CompareRow } from '../comparing/compare-row.tsx';
import { Comparison } from '../comparing/comparison.tsx';
import { rfmFigures } from '../comparing/key-figures.ts';
import { useComparison } from '../comparing/use-comparison.ts';
import { ResultActions } from '../export/result-actions.tsx';
import { AnalysisGate } from '../frame/analysis-gate.tsx';
import { AnalysisLayout } from '../frame/analysis-layout.tsx';
import { audienceWords } from '../frame/audience-words.ts';
import { Definition } from '../frame/result-card.tsx';
import { sentences } from '../frame/sentences.ts';
import { smallSampleWarning } from '../frame/shares.ts';
import { useAnswer } from '../frame/use-answer.ts';
import { type Settings, useSettings } from '../frame/use-settings.ts';
import { useWorld } from '../frame/world.ts';
import { AsOfField } from '../pickers/as-of-field.tsx';
import { BuilderSection, ChoiceRow, SegmentRow } from '../pickers/settings-fields.tsx';
import { Migration } from './migration.tsx';
import { RfmGrid } from './rfm-grid.tsx';
import { type RfmSettings, rfmBody, rfmSettings, withoutMoves } from './rfm-settings.ts';
import { SegmentTable } from './segment-table.tsx';

export default function RfmPage() {
  return (
    <AnalysisGate kind="rfm">
      <Rfm />
    </AnalysisGate>
  );
}

const given = rfmSettings.parse({});

function Rfm() {
  const { t } = useTranslation('value');
  const world = useWorld();
  const { data, language, currency } = world;
  const settings = useSettings(rfmSettings, given);
  const { value } = settings;
  const body = rfmBody(value, data);
  const answer = useAnswer('rfm', body, rfmOutput);
  const compared = useComparison({
    ...{ kind: 'rfm', body: withoutMoves(body), compare: value.compare, days: null, schema: rfmOutput },
  });
  const segment = world.segments.find(({ id }) => id === value.segmentId)?.name ?? null;
  const day = formatDay(value.asOf ?? data.to, language);
  const minor = 10 ** currencyDigits(currency);
  return (
    <AnalysisLayout
      kind="rfm"
      settings={settings}
      builder={<RfmBuilder settings={settings} />}
      actions={
        <ResultActions
          kind="rfm"
          settings={value}
          body={body}
          csv={
            answer.data
              ? () => [
                  [t('rfm.from'), t('customers'), t('revenue')],
                  ...(answer.data?.segments ?? []).map(({ segment, customers, revenueMinor }) => [
                    t(`rfm.segments.${segment}`),
                    customers,
                    revenueMinor / minor,
                  ]),
                ]
              : null
          }
        />
      }
    >
      <Comparison now={answer.data} compared={compared} figuresOf={rfmFigures} />
      <RfmGrid answer={answer} body={body} day={day} />
      <SegmentTable answer={answer} compared={compared} body={body} day={day} />
      {answer.data?.migration ? <Migration answer={answer} migration={answer.data.migration} body={body} /> : null}
      <Definition
        text={sentences(
          language,
          t('rfm.definition', { date: day }),
          value.rule === 'rfm' ? t('rfm.plusOne') : '',
          answer.data ? t('rfm.bounds', boundsWords(answer.data.thresholds)) : '',
          audienceWords({ filters: [] }, segment, world),
        )}
        warnings={[smallSampleWarning(answer.data?.customers ?? 0, world)]}
      />
    </AnalysisLayout>
  );
}

function boundsWords(thresholds: Record<'recency' | 'frequency' | 'monetary', number[]>) {
  const words = (bounds: number[]) =>
    bounds.map((bound) => bound.toLocaleString('en', { maximumFractionDigits: 1 })).join(' · ');
  return {
    recency: words(thresholds.recency),
    frequency: words(thresholds.frequency),
    monetary: words(thresholds.monetary),
  };
}

function RfmBuilder({ settings }: { settings: Settings<RfmSettings> }) {
  const { t } = useTranslation('value');
  const { t: words, data, language } = useWorld();
  const { value, change } = settings;
  const day = value.asOf ?? data.to;
  return (
    <>
      <BuilderSection title={words('dates')}>
        <AsOfField value={value.asOf} onChange={(asOf) => change({ asOf })} />
        <ChoiceRow
          label={t('rfm.compareTo')}
          value={String(value.monthsBack)}
          onChange={(months) => change({ monthsBack: Number(months) })}
          options={[0, 1, 3, 6, 12].map((n) => ({
            value: String(n),
            label: n === 0 ? words('compareNothing') : t('lastMonths', { n }),
            disabled: n > 0 && addMonths(day, -n) <= data.from,
          }))}
          {...(value.monthsBack > 0 ? { hint: formatDay(addMonths(day, -value.monthsBack), language) } : {})}
        />
      </BuilderSection>
      <BuilderSection title={words('rulesTitle')}>
        <ChoiceRow
          label={t('rfm.rule')}
          value={value.rule}
          onChange={(rule) => change({ rule })}
          options={(['rfm', 'quantile'] as const).map((rule) => ({ value: rule, label: t(`rfm.rules.${rule}`) }))}
        />
      </BuilderSection>
      <BuilderSection title={words('people')}>
        <SegmentRow value={value.segmentId} onChange={(segmentId) => change({ segmentId })} />
        <CompareRow value={value.compare} onChange={(compare) => change({ compare })} hasPrevious={false} />
      </BuilderSection>
    </>
  );
}
