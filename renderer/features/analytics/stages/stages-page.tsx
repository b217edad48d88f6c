import { Button } from 'antd';
import { type StagesOutput, stagesOutput } from '../../../../contract/stages.ts';
import { currencyDigits, formatCount, formatRange, formatShort } from '../../../format/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { LinkButton } from '../../../ui/index.ts';
import { Comparison } from '../comparing/comparison.tsx';
import { stagesFigures } from '../comparing/key-figures.ts';
import { useComparison } from '../comparing/use-comparison.ts';
import { ResultActions } from '../export/result-actions.tsx';
import { AnalysisGate } from '../frame/analysis-gate.tsx';
import { AnalysisLayout } from '../frame/analysis-layout.tsx';
import { audienceWords } from '../frame/audience-words.ts';
import { Figures } from '../frame/figures.tsx';
import { NothingYet } from '../frame/nothing-yet.tsx';
import { daysOf } from '../frame/range.ts';
import { Definition, ResultCard } from '../frame/result-card.tsx';
import { sentences } from '../frame/sentences.ts';
import { share, smallSampleWarning } from '../frame/shares.ts';
import { Detail } from '../frame/stand.tsx';
import { useAnswer } from '../frame/use-answer.ts';
import { useSettings } from '../frame/use-settings.ts';
import { useWorld } from '../frame/world.ts';
import { StageBars } from './stage-bars.tsx';
import { LossReasons, StageTable, Winners } from './stage-tables.tsx';
import styles from './stages.module.css';
import { StagesBuilder } from './stages-builder.tsx';
import { givenStages, isAllHistory, stagesBody, stagesSettings } from './stages-settings.ts';
import { useStagePeople } from './use-stage-people.ts';

export default function StagesPage() {
  return (
    <AnalysisGate kind="stages">
      <Stages />
    </AnalysisGate>
  );
}

function Stages() {
  const { t } = useTranslation('voice');
  const world = useWorld();
  const settings = useSettings(stagesSettings, givenStages);
  const { value } = settings;
  const days = daysOf(value.range, world.data);
  const isAll = isAllHistory(value);
  const isCustomers = value.of === 'customers';
  const body = stagesBody(value, days);
  const answer = useAnswer('stages', body, stagesOutput);
  const compared = useComparison({
    ...{ kind: 'stages', body, compare: value.compare },
    days: isAll ? null : days,
    schema: stagesOutput,
  });
  const result = answer.data;
  const dates = isAll ? world.t('allHistory') : formatRange(days.from, days.to, world.language);
  const segment = world.segments.find(({ id }) => id === value.segmentId)?.name ?? null;
  const definition = isCustomers
    ? t('stages.defineCustomers', { dates, loyal: value.loyalOrders, inactive: value.inactiveDays })
    : t('stages.defineOpportunities', { dates });
  return (
    <AnalysisLayout
      kind="stages"
      settings={settings}
      builder={<StagesBuilder settings={settings} />}
      actions={
        <ResultActions
          kind="stages"
          settings={value}
          body={body}
          csv={
            result
              ? () => [
                  [
                    t('stages.stage'),
                    t('stages.reached'),
                    t('stages.ofFirst'),
                    t('stages.days'),
                    t('stages.current'),
                    t('stages.lost'),
                  ],
                  ...result.stages.map((one) => [
                    one.label,
                    one.count,
                    one.conversionFromFirst,
                    one.meanDays,
                    one.current,
                    one.lost,
                  ]),
                ]
              : null
          }
        />
      }
    >
      {result && result.stages.length === 0 ? (
        <NothingYet
          title={t('stages.emptyTitle')}
          hint={t('stages.emptyHint')}
          action={
            <span style={{ display: 'flex', gap: 8 }}>
              <LinkButton to="/import" isPrimary>
                {world.t('importData')}
              </LinkButton>
              {isCustomers ? null : (
                <Button onClick={() => settings.change({ of: 'customers' })}>{t('stages.toCustomers')}</Button>
              )}
            </span>
          }
        />
      ) : result ? (
        <>
          <Comparison now={result} compared={compared} figuresOf={stagesFigures} />
          {isCustomers ? null : <Outcome result={result} body={body} isStale={answer.isStale} />}
          <StageBars answer={answer} result={result} compared={compared} body={body} />
          <StageTable answer={answer} result={result} compared={compared} body={body} />
          {isCustomers ? null : (
            <Detail isOnPaper>
              <div className={styles.pair}>
                <LossReasons answer={answer} result={result} body={body} />
                <Winners answer={answer} result={result} body={body} />
              </div>
            </Detail>
          )}
        </>
      ) : (
        <ResultCard title={t('stages.title')} answer={answer} isMain>
          {null}
        </ResultCard>
      )}
      <Definition
        text={sentences(world.language, definition, audienceWords(value, segment, world))}
        warnings={[smallSampleWarning(result?.stages[0]?.count ?? 0, world)]}
      />
    </AnalysisLayout>
  );
}

function Outcome({ result, body, isStale }: { result: StagesOutput; body: object; isStale: boolean }) {
  const { t } = useTranslation('voice');
  const { language } = useWorld();
  const { outcome, currency } = result;
  const minor = 10 ** currencyDigits(currency);
  const money = (amount: number) => formatShort(amount / minor, { unit: 'money', language, currency });
  const open = useStagePeople(body);
  const opens = (state: 'open' | 'won' | 'lost') =>
    outcome[state] > 0 ? { onOpen: () => open({ outcome: state }, t(`stages.cellOutcome.${state}`)) } : {};
  return (
    <Figures
      isStale={isStale}
      figures={[
        {
          name: t('stages.winRate'),
          value: share(outcome.winRate),
          ...(outcome.meanDaysToClose === null
            ? {}
            : { note: t('stages.toClose', { days: outcome.meanDaysToClose.toFixed(0) }) }),
        },
        { name: t('stages.won'), value: formatCount(outcome.won), note: money(outcome.wonMinor), ...opens('won') },
        {
          name: t('stages.lostAll'),
          value: formatCount(outcome.lost),
          note: money(outcome.lostMinor),
          ...opens('lost'),
        },
        { name: t('stages.open'), value: formatCount(outcome.open), note: money(outcome.openMinor), ...opens('open') },
      ]}
    />
  );
}
