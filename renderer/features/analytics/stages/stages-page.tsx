import { Link } from '@tanstack/react-router';
import { Button, Slider } from 'antd';
import { useCallback, useMemo } from 'react';
import { z } from 'zod';
import { type StagesOutput, stagesOutput } from '../../../../contract/stages.ts';
import { FunnelChart } from '../../../charts/funnel-chart.tsx';
import { currencyDigits, formatCount, formatRange, formatShort } from '../../../format/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { CompareRow } from '../comparing/compare-row.tsx';
import { Comparison } from '../comparing/comparison.tsx';
import { stagesFigures } from '../comparing/key-figures.ts';
import { useComparison } from '../comparing/use-comparison.ts';
import { ResultActions } from '../export/result-actions.tsx';
import { AnalysisGate } from '../frame/analysis-gate.tsx';
import layout from '../frame/analysis-layout.module.css';
import { AnalysisLayout } from '../frame/analysis-layout.tsx';
import { audienceWords } from '../frame/audience-words.ts';
import { audienceBody, audienceFields } from '../frame/drafts.ts';
import { Figures } from '../frame/figures.tsx';
import { NothingYet } from '../frame/nothing-yet.tsx';
import { daysOf, rangeSetting } from '../frame/range.ts';
import { Definition, ResultCard } from '../frame/result-card.tsx';
import { share } from '../frame/shares.ts';
import { Detail } from '../frame/stand.tsx';
import { type Answer, useAnswer } from '../frame/use-answer.ts';
import { type Settings, useSettings } from '../frame/use-settings.ts';
import { useWorld } from '../frame/world.ts';
import { AudienceSection } from '../pickers/audience-section.tsx';
import { BuilderSection, ChoiceRow, RangeField, SettingRow } from '../pickers/settings-fields.tsx';
import { LossReasons, StageTable, Winners } from './stage-tables.tsx';
import styles from './stages.module.css';
import { useStagePeople } from './use-stage-people.ts';

const stagesSettings = z.object({
  range: rangeSetting,
  ...audienceFields,
  of: z.enum(['opportunities', 'customers']).default('opportunities'),
  loyalOrders: z.number().int().min(3).max(100).default(5),
  inactiveDays: z.number().int().min(1).max(1_825).default(180),
  /** `previous`, a segment's id, or nothing. */
  compare: z.string().default(''),
});
type StagesSettings = z.output<typeof stagesSettings>;

export default function StagesPage() {
  const { t } = useTranslation('analytics');
  return (
    <AnalysisGate title={t('kinds.stages')}>
      <Stages />
    </AnalysisGate>
  );
}

const given = stagesSettings.parse({ range: { preset: 'all' } });

function Stages() {
  const { t } = useTranslation('voice');
  const world = useWorld();
  const settings = useSettings(stagesSettings, given);
  const { value } = settings;
  const days = daysOf(value.range, world.data);
  const isAll = 'preset' in value.range && value.range.preset === 'all';
  const isCustomers = value.of === 'customers';
  const body = {
    of: value.of,
    // All of history: opportunities may be older than the orders that set the bounds of the data.
    ...(isAll ? {} : { dateRange: days }),
    ...audienceBody(value),
    ...(isCustomers ? { loyalOrders: value.loyalOrders, inactiveDays: value.inactiveDays } : {}),
  };
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
              <Link to="/import" className={layout.primaryLink}>
                {world.t('importData')}
              </Link>
              {isCustomers ? null : (
                <Button onClick={() => settings.change({ of: 'customers' })}>{t('stages.toCustomers')}</Button>
              )}
            </span>
          }
        />
      ) : result ? (
        <>
          <Comparison now={result} compared={compared} figuresOf={stagesFigures} />
          {isCustomers ? null : <Outcome result={result} isStale={answer.isStale} />}
          <StageBars answer={answer} result={result} body={body} />
          <StageTable answer={answer} result={result} body={body} />
          {isCustomers ? null : (
            <Detail isOnPaper>
              <div className={styles.pair}>
                <LossReasons answer={answer} result={result} body={body} />
                <Winners answer={answer} result={result} />
              </div>
            </Detail>
          )}
        </>
      ) : (
        <ResultCard title={t('stages.title')} answer={answer} isMain>
          {null}
        </ResultCard>
      )}
      <Definition text={`${definition} ${audienceWords(value, segment, world)}`.trim()} />
    </AnalysisLayout>
  );
}

function Outcome({ result, isStale }: { result: StagesOutput; isStale: boolean }) {
  const { t } = useTranslation('voice');
  const { language } = useWorld();
  const { outcome, currency } = result;
  const minor = 10 ** currencyDigits(currency);
  const money = (amount: number) => formatShort(amount / minor, { unit: 'money', language, currency });
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
        { name: t('stages.won'), value: formatCount(outcome.won), note: money(outcome.wonMinor) },
        { name: t('stages.lostAll'), value: formatCount(outcome.lost), note: money(outcome.lostMinor) },
        { name: t('stages.open'), value: formatCount(outcome.open), note: money(outcome.openMinor) },
      ]}
    />
  );
}

interface StageBarsProps {
  answer: Answer<StagesOutput>;
  result: StagesOutput;
  body: object;
}

function StageBars({ answer, result, body }: StageBarsProps) {
  const { t } = useTranslation('voice');
  const open = useStagePeople(body);
  const { stages } = result;
  const bars = useMemo(
    () =>
      stages.map((stage, i) => ({
        name: stage.label,
        note: i === 0 ? '' : share(stage.conversionFromPrevious),
        count: stage.count,
        lost: i === 0 ? 0 : Math.max(0, (stages[i - 1]?.count ?? 0) - stage.count),
        label: [formatCount(stage.count), i === 0 ? '' : share(stage.conversionFromFirst)] as [string, string],
        isOptional: false,
      })),
    [stages],
  );
  const tooltip = useCallback(
    (index: number) => {
      const stage = stages[index];
      if (!stage) return { title: '', rows: [] };
      return {
        title: stage.label,
        rows: [
          { name: t('stages.reached'), value: formatCount(stage.count), note: share(stage.conversionFromFirst) },
          { name: t('stages.current'), value: formatCount(stage.current) },
          ...(stage.meanDays === null ? [] : [{ name: t('stages.days'), value: stage.meanDays.toFixed(1) }]),
        ],
      };
    },
    [stages, t],
  );
  return (
    <ResultCard
      title={t('stages.title')}
      note={t('stages.note')}
      answer={answer}
      isEmpty={(stages[0]?.count ?? 0) === 0}
      testId="stages-chart"
      isMain
    >
      <div className={styles.chart}>
        <FunnelChart
          bars={bars}
          compared={null}
          tooltip={tooltip}
          label={t('stages.label')}
          onPick={(step) => {
            const stage = stages[step];
            if (stage) open({ stage: stage.stage, state: 'reached' }, t('stages.cell.reached', { stage: stage.label }));
          }}
        />
      </div>
    </ResultCard>
  );
}

function StagesBuilder({ settings }: { settings: Settings<StagesSettings> }) {
  const { t } = useTranslation('voice');
  const { t: words } = useWorld();
  const { value, change } = settings;
  return (
    <>
      <BuilderSection title={t('stages.of')}>
        <ChoiceRow
          label={t('stages.of')}
          value={value.of}
          onChange={(of) => change({ of })}
          options={(['opportunities', 'customers'] as const).map((of) => ({ value: of, label: t(`stages.ofs.${of}`) }))}
        />
        {value.of === 'customers' ? (
          <>
            <SettingRow label={t('stages.loyal')}>
              <b style={{ fontWeight: 500 }}>{t('stages.loyalOrders', { n: value.loyalOrders })}</b>
            </SettingRow>
            <Slider
              style={{ margin: '2px 6px 8px' }}
              min={3}
              max={20}
              value={value.loyalOrders}
              onChange={(loyalOrders) => change({ loyalOrders }, 'loyal')}
              ariaLabelForHandle={t('stages.loyal')}
              tooltip={{ open: false }}
            />
            <SettingRow label={t('stages.inactive')}>
              <b style={{ fontWeight: 500 }}>{t('stages.inactiveDays', { n: value.inactiveDays })}</b>
            </SettingRow>
            <Slider
              style={{ margin: '2px 6px 8px' }}
              min={7}
              max={365}
              value={value.inactiveDays}
              onChange={(inactiveDays) => change({ inactiveDays }, 'inactive')}
              ariaLabelForHandle={t('stages.inactive')}
              tooltip={{ open: false }}
            />
          </>
        ) : null}
      </BuilderSection>
      <BuilderSection title={words('dates')}>
        <RangeField range={value.range} onChange={(range) => change({ range })} />
        <CompareRow value={value.compare} onChange={(compare) => change({ compare })} />
      </BuilderSection>
      <AudienceSection value={value} onChange={change} />
    </>
  );
}
