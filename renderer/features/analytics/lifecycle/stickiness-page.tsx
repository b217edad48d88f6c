import { memo, useCallback, useMemo } from 'react';
import { type StickinessOutput, stickinessOutput } from '../../../../contract/analytics.ts';
import { BarChart } from '../../../charts/index.ts';
import { formatCount } from '../../../format/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { useTheme } from '../../../ui/index.ts';
import { Comparison } from '../comparing/comparison.tsx';
import { stickinessFigures } from '../comparing/key-figures.ts';
import { StrokeKey } from '../comparing/stroke-key.tsx';
import { type Compared, useComparison } from '../comparing/use-comparison.ts';
import { ResultActions } from '../export/result-actions.tsx';
import { AnalysisGate } from '../frame/analysis-gate.tsx';
import { AnalysisLayout } from '../frame/analysis-layout.tsx';
import { CellTable } from '../frame/cell-table.tsx';
import { daysOf } from '../frame/range.ts';
import { Definition, ResultCard } from '../frame/result-card.tsx';
import { roundShare, share, smallSampleWarning } from '../frame/shares.ts';
import { type Answer, useAnswer, useInSlices } from '../frame/use-answer.ts';
import { useSettings } from '../frame/use-settings.ts';
import { useWorld } from '../frame/world.ts';
import { useOpenPeople } from '../people/people-provider.tsx';
import { ActivityBuilder } from './activity-builder.tsx';
import { type ActivityBody, activityBody, activitySettings, givenActivity } from './activity-settings.ts';
import { stickinessDefinition } from './activity-words.ts';
import styles from './lifecycle.module.css';

export default function StickinessPage() {
  return (
    <AnalysisGate kind="stickiness">
      <Stickiness />
    </AnalysisGate>
  );
}

function Stickiness() {
  const { t } = useTranslation('behaviour');
  const world = useWorld();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the page starts with stays for the visit
  const given = useMemo(() => givenActivity(world), []);
  const settings = useSettings(activitySettings, given);
  const { value } = settings;
  const days = daysOf(value.range, world.data);
  const body = activityBody(value, days);
  const answer = useInSlices(useAnswer('stickiness', body, stickinessOutput));
  // The figures shown may be those of a former question; before the first there is nothing to show.
  const asked = answer.asked ?? body;
  const builder = useMemo(() => <ActivityBuilder settings={settings} />, [settings]);
  const compared = useComparison({
    ...{ kind: 'stickiness', body, compare: value.compare, days, drawn: answer.asked },
    schema: stickinessOutput,
  });
  const rows = answer.data?.intervals ?? [];
  const segment = world.segments.find(({ id }) => id === value.segmentId)?.name ?? null;
  return (
    <AnalysisLayout
      kind="stickiness"
      settings={settings}
      builder={builder}
      actions={
        <ResultActions
          kind="stickiness"
          settings={value}
          body={body}
          csv={
            answer.data
              ? () => [
                  [t(`stickiness.periods.${asked.interval}`), world.t('people')],
                  ...rows.map(({ activeIntervals, persons }) => [activeIntervals, persons]),
                ]
              : null
          }
        />
      }
    >
      <Comparison now={answer.data} compared={compared} figuresOf={stickinessFigures} />
      <StickinessResult answer={answer} compared={compared} body={asked} />
      <Definition
        text={stickinessDefinition(value, days, segment, world)}
        warnings={[
          smallSampleWarning(
            rows.reduce((sum, { persons }) => sum + persons, 0),
            world,
          ),
        ]}
      />
    </AnalysisLayout>
  );
}

interface StickinessResultProps {
  answer: Answer<StickinessOutput>;
  compared: Compared<StickinessOutput> | null;
  body: ActivityBody;
}

/** Bars and table; both open the people with that many active periods. */
function StickinessResult({ answer, compared, body }: StickinessResultProps) {
  const { t } = useTranslation('behaviour');
  const { t: words } = useWorld();
  const { tokens } = useTheme();
  const openPeople = useOpenPeople();
  const rows = useMemo(() => answer.data?.intervals ?? [], [answer.data]);
  const total = rows.reduce((sum, { persons }) => sum + persons, 0);
  const periods = rows.length;
  const mean =
    total === 0 ? 0 : rows.reduce((sum, { activeIntervals, persons }) => sum + activeIntervals * persons, 0) / total;
  const steps = useMemo(() => rows.map(({ activeIntervals }) => String(activeIntervals)), [rows]);
  const stacks = useMemo(
    () => [{ name: words('people'), color: tokens.series[0], values: rows.map(({ persons }) => persons) }],
    [rows, tokens, words],
  );
  const labels = useMemo(
    () => rows.map(({ persons }) => (persons === 0 || rows.length > 24 ? '' : roundShare(persons / total))),
    [rows, total],
  );
  // Shares are compared: another group of people may be far smaller.
  const other = useMemo(() => {
    if (!compared?.data) return null;
    const persons = new Map(compared.data.intervals.map((one) => [one.activeIntervals, one.persons]));
    const all = [...persons.values()].reduce((sum, count) => sum + count, 0);
    if (all === 0) return null;
    return { name: compared.name, shares: rows.map((one) => (persons.get(one.activeIntervals) ?? 0) / all) };
  }, [compared?.data, compared?.name, rows]);
  const strokes = useMemo(
    () => other && { name: other.name, values: other.shares.map((one) => one * total) },
    [other, total],
  );
  const tooltip = useCallback(
    (index: number) => {
      const row = rows[index];
      if (!row) return { title: '', rows: [] };
      return {
        title: t('stickiness.cell', { n: row.activeIntervals, total: periods }),
        rows: [
          {
            name: words('people'),
            value: formatCount(row.persons),
            note: share(total === 0 ? null : row.persons / total),
          },
          ...(other ? [{ name: other.name, value: share(other.shares[index] ?? null) }] : []),
        ],
      };
    },
    [rows, periods, total, other, t, words],
  );
  const open = useCallback(
    (activeIntervals: number) => {
      const title = t('stickiness.cell', { n: activeIntervals, total: periods });
      openPeople({ kind: 'stickiness', body, cell: { activeIntervals }, title, name: title });
    },
    [body, periods, openPeople, t],
  );
  const pick = useCallback((_: number, step: number) => open(rows[step]?.activeIntervals ?? 1), [open, rows]);
  return (
    <>
      <ResultCard
        title={t('stickiness.title')}
        note={t('stickiness.note')}
        answer={answer}
        isEmpty={total === 0}
        height={360}
        testId="stickiness-chart"
        isMain
        aside={
          total === 0 ? null : (
            <>
              {other ? <StrokeKey name={t('stickiness.comparedShare', { name: other.name })} /> : null}
              <span>{t('stickiness.average', { value: mean.toFixed(1), total: periods })}</span>
            </>
          )
        }
      >
        <div className={styles.chart}>
          <BarChart
            steps={steps}
            stacks={stacks}
            compared={strokes}
            incompleteFrom={null}
            valueLabels={labels}
            formatTick={formatCount}
            tooltip={tooltip}
            label={t('stickiness.label')}
            onPick={pick}
          />
        </div>
      </ResultCard>
      <ResultCard title={t('stickiness.tableTitle')} answer={answer} isEmpty={total === 0} isFollowing>
        <StickinessTable rows={rows} interval={body.interval} open={open} />
      </ResultCard>
    </>
  );
}

interface StickinessTableProps {
  rows: StickinessOutput['intervals'];
  interval: ActivityBody['interval'];
  open: (activeIntervals: number) => void;
}

const widths = { '--label': '120px', '--cell': '96px' } as const;

/** One row per number of active periods; drawn again only when figures come. */
const StickinessTable = memo(function StickinessTable({ rows, interval, open }: StickinessTableProps) {
  const { t } = useTranslation('behaviour');
  const { t: words } = useWorld();
  const total = rows.reduce((sum, { persons }) => sum + persons, 0);
  let left = total;
  const lines = rows.map(({ activeIntervals, persons }) => {
    const orMore = left;
    left -= persons;
    return {
      key: String(activeIntervals),
      label: String(activeIntervals),
      cells: [
        { text: formatCount(persons), isOpen: persons > 0 },
        { text: share(total === 0 ? null : persons / total) },
        { text: share(total === 0 ? null : orMore / total) },
      ],
    };
  });
  return (
    <CellTable
      label={t('stickiness.tableTitle')}
      heads={[
        { name: t(`stickiness.periods.${interval}`) },
        { name: words('people') },
        { name: t('stickiness.share') },
        { name: t('stickiness.more') },
      ]}
      rows={lines}
      look="plain"
      widths={widths}
      onOpen={(key) => open(Number(key))}
    />
  );
});
