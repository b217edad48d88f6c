import { Segmented } from 'antd';
import { useCallback, useMemo } from 'react';
import type { FunnelOutput } from '../../../../contract/analytics.ts';
import { FunnelChart } from '../../../charts/funnel-chart.tsx';
import { formatCount, formatDay, formatExact } from '../../../format/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { changeOf, type DateRange } from '../../../queries/index.ts';
import { BarKey } from '../comparing/stroke-key.tsx';
import { ChangeMark } from '../frame/change-mark.tsx';
import { Definition, ResultCard } from '../frame/result-card.tsx';
import { share, smallSampleWarning } from '../frame/shares.ts';
import { Detail, useStand } from '../frame/stand.tsx';
import type { Answer } from '../frame/use-answer.ts';
import type { Settings } from '../frame/use-settings.ts';
import { useWorld } from '../frame/world.ts';
import { BreakdownTable } from './breakdown-table.tsx';
import styles from './funnel.module.css';
import type { FunnelBody, FunnelSettings } from './funnel-settings.ts';
import { optionalSteps } from './funnel-settings.ts';
import { FunnelTrend } from './funnel-trend.tsx';
import { funnelDefinition } from './funnel-words.ts';
import { stepNames } from './step-names.ts';
import { StepTable } from './step-table.tsx';
import { TimeToConvert } from './time-to-convert.tsx';
import { useFunnelPeople } from './use-funnel-people.ts';

export interface ComparedFunnel {
  name: string;
  /** The same as the head of a column. */
  heading: string;
  steps: FunnelOutput['steps'];
}

interface FunnelResultProps {
  settings: Settings<FunnelSettings>;
  days: DateRange;
  body: FunnelBody | null;
  answer: Answer<FunnelOutput>;
  compared: ComparedFunnel | null;
  /** Why nothing can be compared though it is asked for. */
  missing: 'days' | 'segment' | null;
}

/** Bars or trend, the table beneath, how long it takes, and what was counted. */
export function FunnelResult({ settings, days, body, answer, compared, missing }: FunnelResultProps) {
  const { t } = useTranslation('funnel');
  const world = useWorld();
  const { value, change } = settings;
  if (body === null) {
    return (
      <ResultCard title={t('chartTitle')} isMain>
        <p className={styles.hint}>{t('needsSteps')}</p>
      </ResultCard>
    );
  }
  const steps = answer.data?.steps ?? [];
  const first = steps[0]?.count ?? 0;
  const isEmpty = answer.data !== undefined && first === 0;
  const segment = world.segments.find(({ id }) => id === value.segmentId)?.name ?? null;
  return (
    <>
      {value.view === 'steps' ? (
        <ResultCard
          title={t('chartTitle')}
          note={t('chartHint')}
          answer={answer}
          isEmpty={isEmpty}
          height={420}
          testId="funnel-chart"
          isMain
          aside={<Head settings={settings} answer={answer} compared={compared} />}
        >
          <Bars settings={value} body={body} steps={steps} compared={compared} />
        </ResultCard>
      ) : (
        <FunnelTrend
          body={body}
          settings={value}
          days={days}
          aside={<Head settings={settings} answer={answer} compared={compared} />}
          onInterval={(interval) => change({ interval })}
        />
      )}
      <Detail isOnPaper>
        <div className={styles.pair} data-compared={compared !== null || undefined}>
          {value.breakdown && answer.data ? (
            <BreakdownTable settings={value} body={body} answer={answer} />
          ) : (
            <StepTable settings={value} body={body} answer={answer} compared={compared} />
          )}
          {isEmpty ? null : (
            <Detail>
              <TimeToConvert body={body} />
            </Detail>
          )}
        </div>
      </Detail>
      <Definition
        text={funnelDefinition({ settings: value, days, segment }, world)}
        warnings={[
          smallSampleWarning(first, world),
          missing === 'days' ? world.t('noEarlier', { date: formatDay(world.data.from, world.language) }) : null,
          missing === 'segment' ? world.t('comparedGone') : null,
          answer.data?.truncated
            ? world.t('shownOf', {
                shown: answer.data.truncated.shown,
                total: formatCount(answer.data.truncated.total),
              })
            : null,
        ]}
      />
    </>
  );
}

function Head({ settings, answer, compared }: Pick<FunnelResultProps, 'settings' | 'answer' | 'compared'>) {
  const { t } = useTranslation('funnel');
  const world = useWorld();
  const last = answer.data?.steps.at(-1);
  const before = compared?.steps.at(-1)?.conversionFromFirst ?? null;
  const rate = last?.conversionFromFirst ?? null;
  const { excluded = 0 } = answer.data ?? {};
  const isOnPage = useStand().place === 'page';
  return (
    <>
      {compared && settings.value.view === 'steps' ? <BarKey name={compared.name} /> : null}
      {excluded > 0 ? (
        <span className={styles.excluded}>{t('excluded', { count: excluded, formatted: formatCount(excluded) })}</span>
      ) : null}
      {rate === null ? null : (
        <span className={styles.overall} data-testid="overall">
          {t('overall', { rate: share(rate) })}
          {compared ? <ChangeMark change={changeOf(rate, before, 'percent')} label={compared.name} /> : null}
        </span>
      )}
      {answer.elapsedMs === null || !isOnPage ? null : (
        <span className={styles.elapsed}>{world.t('answered', { seconds: (answer.elapsedMs / 1000).toFixed(2) })}</span>
      )}
      {isOnPage ? (
        <Segmented
          size="small"
          aria-label={world.t('result')}
          value={settings.value.view}
          onChange={(view) => settings.change({ view })}
          options={(['steps', 'trend'] as const).map((view) => ({ value: view, label: t(`views.${view}`) }))}
        />
      ) : null}
    </>
  );
}

/** Steps beside one another under which the words “of previous” find room. */
const mostNotes = 7;

interface BarsProps {
  settings: FunnelSettings;
  body: FunnelBody;
  steps: FunnelOutput['steps'];
  compared: ComparedFunnel | null;
}

function Bars({ settings, body, steps, compared }: BarsProps) {
  const { t } = useTranslation('funnel');
  const { language, currency } = useWorld();
  const open = useFunnelPeople(body);
  const { place } = useStand();
  const optional = useMemo(() => optionalSteps(settings), [settings]);
  const bars = useMemo(() => {
    let required = 0;
    const names = stepNames(steps.map(({ label }) => label));
    return steps.map((step, i) => {
      const previous = i === 0 ? step.count : required;
      if (!optional.includes(i)) required = step.count;
      return {
        name: names[i] ?? step.label,
        note:
          i === 0 || step.conversionFromPrevious === null
            ? ''
            : steps.length > mostNotes
              ? share(step.conversionFromPrevious)
              : t('ofPreviousShort', { rate: share(step.conversionFromPrevious) }),
        count: step.count,
        lost: Math.max(0, previous - step.count),
        label: [formatCount(step.count), i === 0 ? '' : share(step.conversionFromFirst)] as [string, string],
        isOptional: optional.includes(i),
      };
    });
  }, [steps, optional, t]);
  const other = useMemo(
    () =>
      compared
        ? { name: compared.name, shares: compared.steps.map(({ conversionFromFirst }) => conversionFromFirst) }
        : null,
    [compared],
  );
  const tooltip = useCallback(
    (index: number) => {
      const step = steps[index];
      const bar = bars[index];
      if (!step || !bar) return { title: '', rows: [] };
      const exact = (value: number) => formatExact(value, { unit: 'percent', language, currency });
      return {
        title: bar.name,
        rows: [
          {
            name: t('reached'),
            value: formatCount(step.count),
            note: step.conversionFromFirst === null ? '' : exact(step.conversionFromFirst),
          },
          ...(index === 0
            ? []
            : [
                {
                  name: t('lost'),
                  value: formatCount(bar.lost),
                  note: step.conversionFromPrevious === null ? '' : exact(1 - step.conversionFromPrevious),
                },
              ]),
          ...(other && other.shares[index] !== undefined && other.shares[index] !== null
            ? [
                {
                  name: other.name,
                  value: formatCount(compared?.steps[index]?.count ?? 0),
                  note: exact(other.shares[index]),
                },
              ]
            : []),
        ],
      };
    },
    [steps, bars, other, compared, language, currency, t],
  );
  const label = t('chartLabel', {
    count: steps.length,
    steps: steps.map((step) => `${step.label} ${formatCount(step.count)}`).join(', '),
  });
  return (
    <div className={styles.chart}>
      <FunnelChart
        bars={bars}
        compared={other}
        tooltip={tooltip}
        label={label}
        canScroll={place !== 'paper'}
        opens={(step, state) => () => open({ step, state }, bars[step]?.name ?? '')}
      />
    </div>
  );
}
