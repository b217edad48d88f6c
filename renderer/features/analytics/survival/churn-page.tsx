import { churnOutput } from '../../../../contract/customer-value.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { Comparison } from '../comparing/comparison.tsx';
import { churnFigures } from '../comparing/key-figures.ts';
import { monthsEarlier } from '../comparing/months-earlier.ts';
import { useComparison } from '../comparing/use-comparison.ts';
import { ResultActions } from '../export/result-actions.tsx';
import { AnalysisGate } from '../frame/analysis-gate.tsx';
import { AnalysisLayout } from '../frame/analysis-layout.tsx';
import { audienceWords } from '../frame/audience-words.ts';
import { Definition } from '../frame/result-card.tsx';
import { sentences } from '../frame/sentences.ts';
import { smallSampleWarning } from '../frame/shares.ts';
import { Detail } from '../frame/stand.tsx';
import { useAnswer } from '../frame/use-answer.ts';
import { useSettings } from '../frame/use-settings.ts';
import { useWorld } from '../frame/world.ts';
import { ChurnBuilder } from './churn-builder.tsx';
import { ChurnMonths } from './churn-months.tsx';
import { churnBody, churnSettings } from './churn-settings.ts';
import { RiskModel } from './risk-model.tsx';
import { SurvivalCurves } from './survival-curves.tsx';

export default function ChurnPage() {
  return (
    <AnalysisGate kind="churn">
      <Churn />
    </AnalysisGate>
  );
}

const given = churnSettings.parse({});

function Churn() {
  const { t } = useTranslation('value');
  const world = useWorld();
  const settings = useSettings(churnSettings, given);
  const { value } = settings;
  const body = churnBody(value);
  const answer = useAnswer('churn', body, churnOutput);
  const compared = useComparison({
    ...{ kind: 'churn', body, compare: value.compare, days: null, schema: churnOutput },
    earlier: {
      name: world.t('monthsEarlier', { count: value.months }),
      body: monthsEarlier(body, { asOf: value.asOf, months: value.months, reads: value.months }, world.data),
    },
  });
  const months = answer.data?.months ?? [];
  const segment = world.segments.find(({ id }) => id === value.segmentId)?.name ?? null;
  return (
    <AnalysisLayout
      kind="churn"
      settings={settings}
      builder={<ChurnBuilder settings={settings} />}
      actions={
        <ResultActions
          kind="churn"
          settings={value}
          body={body}
          csv={
            answer.data
              ? () => [
                  [
                    t('churn.month'),
                    t('churn.active'),
                    t('churn.lost'),
                    t('churn.gained'),
                    t('churn.rate'),
                    t('churn.grossChurn'),
                    t('churn.netChurn'),
                  ],
                  ...months.map((one) => [
                    one.start,
                    one.activeAtStart,
                    one.lost,
                    one.gained,
                    one.customerChurn,
                    one.grossRevenueChurn,
                    one.netRevenueChurn,
                  ]),
                ]
              : null
          }
        />
      }
    >
      <Comparison now={answer.data} compared={compared} figuresOf={churnFigures} />
      <ChurnMonths answer={answer} compared={compared} body={body} />
      <Detail>
        <SurvivalCurves settings={value} />
      </Detail>
      <Detail>
        <RiskModel settings={value} onSort={(sort) => settings.change({ sort })} />
      </Detail>
      <Definition
        text={sentences(
          world.language,
          t('churn.definition', { days: value.inactiveDays }),
          audienceWords({ filters: [] }, segment, world),
        )}
        warnings={[smallSampleWarning(Math.max(0, ...months.map((one) => one.activeAtStart)), world)]}
      />
    </AnalysisLayout>
  );
}
