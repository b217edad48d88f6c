import { memo, useCallback, useMemo } from 'react';
import { type LifecycleOutput, lifecycleOutput } from '../../../../contract/analytics.ts';
import { BarChart } from '../../../charts/index.ts';
import { formatCount } from '../../../format/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { endOfStep } from '../../../queries/index.ts';
import { useTheme } from '../../../ui/index.ts';
import { Comparison } from '../comparing/comparison.tsx';
import { lifecycleFigures } from '../comparing/key-figures.ts';
import { StrokeKey } from '../comparing/stroke-key.tsx';
import { useComparison } from '../comparing/use-comparison.ts';
import { ResultActions } from '../export/result-actions.tsx';
import { AnalysisGate } from '../frame/analysis-gate.tsx';
import { AnalysisLayout } from '../frame/analysis-layout.tsx';
import { CellTable } from '../frame/cell-table.tsx';
import { periodName, shortPeriodName } from '../frame/periods.ts';
import { daysOf } from '../frame/range.ts';
import { Definition, ResultCard } from '../frame/result-card.tsx';
import { smallSampleWarning } from '../frame/shares.ts';
import { useAnswer, useInSlices } from '../frame/use-answer.ts';
import { useSettings } from '../frame/use-settings.ts';
import { useWorld } from '../frame/world.ts';
import { useOpenPeople } from '../people/people-provider.tsx';
import { ActivityBuilder } from './activity-builder.tsx';
import { activityBody, activitySettings, givenActivity } from './activity-settings.ts';
import { lifecycleDefinition } from './activity-words.ts';
import styles from './lifecycle.module.css';

export default function LifecyclePage() {
  return (
    <AnalysisGate kind="lifecycle">
      <Lifecycle />
    </AnalysisGate>
  );
}

/** From the bottom; the last lies below the line. */
const states = ['returning', 'resurrecting', 'new', 'dormant'] as const;
type State = (typeof states)[number];

function Lifecycle() {
  const { t } = useTranslation('behaviour');
  const world = useWorld();
  const { language } = world;
  const { tokens } = useTheme();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the page starts with stays for the visit
  const given = useMemo(() => givenActivity(world), []);
  const settings = useSettings(activitySettings, given);
  const { value } = settings;
  const days = daysOf(value.range, world.data);
  const body = activityBody(value, days);
  const answer = useInSlices(useAnswer('lifecycle', body, lifecycleOutput));
  const compared = useComparison({
    ...{ kind: 'lifecycle', body, compare: value.compare, days, drawn: answer.asked },
    schema: lifecycleOutput,
  });
  const intervals = useMemo(() => answer.data?.intervals ?? [], [answer.data]);
  // The figures shown may be those of a former question; before the first there is nothing to show.
  const asked = answer.asked ?? body;
  const { interval } = asked;
  const people = intervals.reduce((sum, one) => sum + one.new + one.returning + one.resurrecting, 0);
  const steps = useMemo(
    () => intervals.map(({ start }) => shortPeriodName(start, interval, language)),
    [intervals, interval, language],
  );
  const colors: Record<State, string> = useMemo(
    () => ({
      returning: tokens.series[0],
      resurrecting: tokens.series[4],
      new: tokens.series[2],
      dormant: tokens.series[7],
    }),
    [tokens],
  );
  const stacks = useMemo(
    () =>
      states.map((state) => ({
        name: t(`lifecycle.states.${state}`),
        color: colors[state],
        values: intervals.map((one) => one[state]),
      })),
    [intervals, colors, t],
  );
  // Period by period: of the days before the first beside the first, of a segment those of the same dates.
  const other = useMemo(
    () => (compared?.data ? { name: compared.name, values: compared.data.intervals.map(activeIn) } : null),
    [compared?.data, compared?.name],
  );
  const strokes = useMemo(
    () => other && { ...other, values: intervals.map((_, i) => other.values[i] ?? null) },
    [intervals, other],
  );
  const tooltip = useCallback(
    (index: number) => {
      const one = intervals[index];
      if (!one) return { title: '', rows: [] };
      const before = other?.values[index];
      return {
        title: periodName(one.start, interval, language),
        rows: [
          { name: t('lifecycle.active'), value: formatCount(activeIn(one)) },
          ...(other && before !== undefined
            ? [{ name: `${t('lifecycle.active')} · ${other.name}`, value: formatCount(before) }]
            : []),
          ...states.map((state) => ({
            name: t(`lifecycle.states.${state}`),
            value: formatCount(one[state]),
            color: colors[state],
          })),
        ],
        footnote: `${t('lifecycle.quick')} ${quickRatio(one)}`,
      };
    },
    [intervals, interval, language, colors, other, t],
  );
  const last = intervals.at(-1);
  const isPartial =
    last !== undefined && (interval === 'day' || interval === 'week' || interval === 'month')
      ? endOfStep(last.start.slice(0, 10), interval) > world.data.to
      : false;
  const builder = useMemo(() => <ActivityBuilder settings={settings} />, [settings]);
  const segment = world.segments.find(({ id }) => id === value.segmentId)?.name ?? null;
  return (
    <AnalysisLayout
      kind="lifecycle"
      settings={settings}
      builder={builder}
      actions={
        <ResultActions
          kind="lifecycle"
          settings={value}
          body={body}
          csv={
            answer.data
              ? () => [
                  [t('lifecycle.interval'), ...states.map((state) => t(`lifecycle.states.${state}`))],
                  ...intervals.map((one) => [one.start, ...states.map((state) => one[state])]),
                ]
              : null
          }
        />
      }
    >
      <Comparison now={answer.data} compared={compared} figuresOf={lifecycleFigures} />
      <Figures
        chart={(onPick) => (
          <ResultCard
            title={t('lifecycle.title')}
            note={t('lifecycle.note')}
            answer={answer}
            isEmpty={people === 0}
            height={400}
            testId="lifecycle-chart"
            isMain
            aside={other ? <StrokeKey name={`${t('lifecycle.active')} · ${other.name}`} /> : null}
          >
            <div className={styles.chart}>
              <BarChart
                steps={steps}
                stacks={stacks}
                compared={strokes}
                incompleteFrom={isPartial ? intervals.length - 1 : null}
                formatTick={formatCount}
                tooltip={tooltip}
                label={t('lifecycle.label')}
                onPick={onPick}
              />
            </div>
          </ResultCard>
        )}
        intervals={intervals}
        body={asked}
        interval={interval}
        answer={answer}
      />
      <Definition
        text={lifecycleDefinition(value, days, segment, world)}
        warnings={[
          isPartial ? t('lifecycle.partial') : null,
          // Of the period with most people: where even that is few, all are.
          smallSampleWarning(Math.max(0, ...intervals.map((one) => one.new + one.returning + one.resurrecting)), world),
        ]}
      />
    </AnalysisLayout>
  );
}

interface FiguresProps {
  chart: (onPick: (stack: number, interval: number) => void) => React.ReactNode;
  intervals: LifecycleOutput['intervals'];
  body: object;
  interval: 'day' | 'week' | 'month' | 'quarter' | 'year';
  answer: Parameters<typeof ResultCard>[0]['answer'];
}

/** The chart and the table beneath it; both open the people of a period and state. */
function Figures({ chart, intervals, body, interval, answer }: FiguresProps) {
  const { t } = useTranslation('behaviour');
  const { language } = useWorld();
  const openPeople = useOpenPeople();
  const open = useCallback(
    (index: number, state: State | 'active') => {
      const start = intervals[index]?.start ?? '';
      const title = t('lifecycle.cell', {
        state: state === 'active' ? t('lifecycle.active') : t(`lifecycle.states.${state}`),
        period: periodName(start, interval, language),
      });
      openPeople({ kind: 'lifecycle', body, cell: { interval: index, state }, title, name: title });
    },
    [intervals, interval, body, language, openPeople, t],
  );
  const pick = useCallback((stack: number, index: number) => open(index, states[stack] ?? 'new'), [open]);
  return (
    <>
      {chart(pick)}
      <ResultCard
        title={t('lifecycle.tableTitle')}
        {...(answer ? { answer } : {})}
        isEmpty={intervals.every((one) => activeIn(one) === 0 && one.dormant === 0)}
        isFollowing
      >
        <LifecycleTable intervals={intervals} interval={interval} open={open} />
      </ResultCard>
    </>
  );
}

interface LifecycleTableProps {
  intervals: LifecycleOutput['intervals'];
  interval: FiguresProps['interval'];
  open: (interval: number, state: State | 'active') => void;
}

const shown = ['active', 'new', 'returning', 'resurrecting', 'dormant'] as const;
const widths = { '--label': '150px', '--cell': '84px' } as const;

/** One row per period; drawn again only when figures come. */
const LifecycleTable = memo(function LifecycleTable({ intervals, interval, open }: LifecycleTableProps) {
  const { t } = useTranslation('behaviour');
  const { t: words, language } = useWorld();
  const heads = [
    { name: words(`periods.${interval}`) },
    { name: t('lifecycle.active') },
    ...states
      .toSorted((a, b) => shown.indexOf(a) - shown.indexOf(b))
      .map((state) => ({ name: t(`lifecycle.states.${state}`), hint: t(`lifecycle.statesHint.${state}`) })),
    { name: t('lifecycle.quick'), hint: t('lifecycle.quickHint') },
  ];
  const rows = intervals.map((one) => ({
    key: one.start,
    label: periodName(one.start, interval, language),
    cells: [
      ...shown.map((state) => {
        const count = state === 'active' ? activeIn(one) : one[state];
        return { text: formatCount(count), isOpen: count !== 0 };
      }),
      { text: quickRatio(one) },
    ],
  }));
  return (
    <CellTable
      label={t('lifecycle.tableTitle')}
      heads={heads}
      rows={rows}
      look="plain"
      widths={widths}
      onOpen={(key, column) => {
        const state = shown[column];
        const index = intervals.findIndex(({ start }) => start === key);
        if (state !== undefined && index >= 0) open(index, state);
      }}
    />
  );
});

const activeIn = (one: LifecycleOutput['intervals'][number]): number => one.new + one.returning + one.resurrecting;

/** (new + regained) ÷ gone quiet; a dash where nobody went quiet. */
function quickRatio(one: LifecycleOutput['intervals'][number]): string {
  return one.dormant === 0 ? '—' : ((one.new + one.resurrecting) / -one.dormant).toFixed(2);
}
