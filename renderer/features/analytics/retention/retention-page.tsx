import { useCallback, useMemo, useState } from 'react';
import { type RetentionOutput, retentionOutput } from '../../../../contract/analytics.ts';
import { formatCount } from '../../../format/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { Comparison } from '../comparing/comparison.tsx';
import { retentionFigures } from '../comparing/key-figures.ts';
import { useComparison } from '../comparing/use-comparison.ts';
import { ResultActions } from '../export/result-actions.tsx';
import { AnalysisGate } from '../frame/analysis-gate.tsx';
import { AnalysisLayout } from '../frame/analysis-layout.tsx';
import { daysOf } from '../frame/range.ts';
import { Definition, ResultCard } from '../frame/result-card.tsx';
import { share, smallSampleWarning } from '../frame/shares.ts';
import { Detail } from '../frame/stand.tsx';
import { useAnswer, useInSlices } from '../frame/use-answer.ts';
import { useSettings } from '../frame/use-settings.ts';
import { useWorld } from '../frame/world.ts';
import { propertyName } from '../pickers/event-words.ts';
import { CohortTable } from './cohort-table.tsx';
import { columnMeans } from './means.ts';
import { RetentionBuilder } from './retention-builder.tsx';
import { RetentionCurve } from './retention-curve.tsx';
import { givenRetention, type RetentionBody, retentionBody, retentionSettings } from './retention-settings.ts';
import { retentionDefinition } from './retention-words.ts';
import { ValueTable } from './value-table.tsx';

export default function RetentionPage() {
  return (
    <AnalysisGate kind="retention">
      <Retention />
    </AnalysisGate>
  );
}

const none: RetentionOutput['cohorts'] = [];
const noParts: RetentionOutput['breakdown'] = [];

function Retention() {
  const { t } = useTranslation('behaviour');
  const world = useWorld();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the page starts with stays for the visit
  const given = useMemo(() => givenRetention(world), []);
  const settings = useSettings(retentionSettings, given);
  const { value } = settings;
  const days = daysOf(value.range, world.data);
  const body = retentionBody(value, days, world.data.to);
  const answer = useInSlices(useAnswer('retention', body, retentionOutput));
  // The figures shown may be those of a former question; before the first there is nothing to show.
  const asked = answer.asked ?? body;
  const compared = useComparison({
    ...{ kind: 'retention', body: unbroken(body), compare: value.compare, days },
    drawn: answer.asked && unbroken(answer.asked),
    schema: retentionOutput,
  });
  const property = asked.breakdown?.properties[0];
  const builder = useMemo(() => <RetentionBuilder settings={settings} />, [settings]);
  const [picked, setPicked] = useState<string | null>(null);
  const parts = answer.data?.breakdown ?? noParts;
  const part = parts.find(({ value: of }) => of.join('\n') === picked) ?? null;
  const cohorts = part?.cohorts ?? answer.data?.cohorts ?? none;
  const people = cohorts.reduce((sum, { size }) => sum + size, 0);
  const means = useMemo(() => columnMeans(cohorts), [cohorts]);
  const group = asked.brackets?.[0];
  const isAfterOne = group === undefined || (group[0] === 1 && group[1] === 1);
  const segment = world.segments.find(({ id }) => id === value.segmentId)?.name ?? null;
  const nameOf = useCallback(
    (of: readonly string[]) => of.map((one) => one || world.t('noValue')).join(' / '),
    [world.t],
  );
  return (
    <AnalysisLayout
      kind="retention"
      settings={settings}
      builder={builder}
      actions={
        <ResultActions
          kind="retention"
          settings={value}
          body={body}
          csv={answer.data ? () => retentionCsv(cohorts, t('retention.cohort'), t('retention.size')) : null}
        />
      }
    >
      <Comparison now={answer.data} compared={compared} figuresOf={retentionFigures} />
      <Detail isOnPaper>
        {parts.length > 0 && property !== undefined ? (
          <ResultCard
            title={t('retention.byValue', { property: propertyName(property, world) })}
            note={t('retention.pickValue')}
            answer={answer}
            testId="retention-values"
          >
            <ValueTable parts={parts} body={asked} picked={picked} onPick={setPicked} nameOf={nameOf} />
          </ResultCard>
        ) : null}
      </Detail>
      <ResultCard
        title={
          part
            ? t('retention.of', { cohort: t('retention.tableTitle'), value: nameOf(part.value) })
            : t('retention.tableTitle')
        }
        note={t('retention.tableNote')}
        answer={answer}
        isEmpty={people === 0}
        height={360}
        testId="retention-table"
        isMain
        aside={
          !isAfterOne || means[1]?.rate === null || means[1] === undefined ? null : (
            <span>
              {t('retention.summary', {
                period: world.t(`periods.${asked.period}`).toLowerCase(),
                rate: share(means[1].rate),
              })}
            </span>
          )
        }
      >
        <CohortTable cohorts={cohorts} metric={value.metric} body={asked} value={part?.value ?? null} />
      </ResultCard>
      <Detail>
        <ResultCard
          title={t('retention.curveTitle')}
          note={t('retention.curveNote')}
          answer={answer}
          isEmpty={people === 0}
          isFollowing
        >
          <RetentionCurve
            cohorts={cohorts}
            parts={part ? noParts : parts}
            compared={part ? null : compared}
            body={asked}
            value={part?.value ?? null}
            nameOf={nameOf}
          />
        </ResultCard>
      </Detail>
      <Definition
        text={retentionDefinition(value, days, segment, world)}
        warnings={[
          smallSampleWarning(people, world),
          answer.data?.truncated
            ? world.t('shownOf', {
                shown: answer.data.truncated.shown,
                total: formatCount(answer.data.truncated.total),
              })
            : null,
        ]}
      />
    </AnalysisLayout>
  );
}

/** What is compared is everybody, not the values of a breakdown. */
function unbroken({ breakdown: _, ...whole }: RetentionBody): Omit<RetentionBody, 'breakdown'> {
  return whole;
}

function retentionCsv(cohorts: RetentionOutput['cohorts'], cohort: string, size: string): (string | number | null)[][] {
  const columns = Math.max(0, ...cohorts.map(({ counts }) => counts.length));
  const numbers = Array.from({ length: columns }, (_, i) => i);
  return [
    [cohort, size, ...numbers],
    ...cohorts.map((one) => [one.start, one.size, ...numbers.map((i) => one.counts[i] ?? null)]),
  ];
}
