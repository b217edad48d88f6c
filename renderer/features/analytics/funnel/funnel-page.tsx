import { useMemo } from 'react';
import { funnelOutput } from '../../../../contract/analytics.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { useComparison } from '../comparing/use-comparison.ts';
import { ResultActions } from '../export/result-actions.tsx';
import { AnalysisGate } from '../frame/analysis-gate.tsx';
import { AnalysisLayout } from '../frame/analysis-layout.tsx';
import { daysOf } from '../frame/range.ts';
import { useAnswer } from '../frame/use-answer.ts';
import { useSettings } from '../frame/use-settings.ts';
import { useWorld } from '../frame/world.ts';
import { FunnelBuilder } from './funnel-builder.tsx';
import { funnelCsv } from './funnel-csv.ts';
import { FunnelResult } from './funnel-result.tsx';
import { funnelBody, funnelSettings, givenFunnel } from './funnel-settings.ts';

export default function FunnelPage() {
  return (
    <AnalysisGate kind="funnel">
      <Funnel />
    </AnalysisGate>
  );
}

function Funnel() {
  const world = useWorld();
  // What the page starts with must not change under the reader when new data come in.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once per visit
  const given = useMemo(() => givenFunnel(world), []);
  const settings = useSettings(funnelSettings, given);
  const { value } = settings;
  const days = daysOf(value.range, world.data);
  const body = funnelBody(value, days);
  const answer = useAnswer('funnel', body, funnelOutput);
  const compared = useComparison({
    ...{ kind: 'funnel', body: body && { ...body, breakdown: null }, compare: value.compare, days },
    schema: funnelOutput,
  });
  const { t } = useTranslation('funnel');
  return (
    <AnalysisLayout
      kind="funnel"
      settings={settings}
      builder={<FunnelBuilder settings={settings} counts={answer.data?.steps.map(({ count }) => count) ?? []} />}
      actions={
        <ResultActions
          kind="funnel"
          settings={value}
          body={body}
          csv={answer.data ? () => funnelCsv(answer.data ?? null, world, t) : null}
        />
      }
    >
      <FunnelResult
        settings={settings}
        days={days}
        body={body}
        answer={answer}
        compared={
          compared?.data ? { name: compared.name, heading: compared.heading, steps: compared.data.steps } : null
        }
        missing={compared?.missing ?? null}
      />
    </AnalysisLayout>
  );
}
