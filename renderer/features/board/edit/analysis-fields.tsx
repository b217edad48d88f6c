import { Select } from 'antd';
import { z } from 'zod';
import type { Tile, TileOf } from '../../../../contract/boards.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { useCube, valuesQuery } from '../../../queries/index.ts';
import { useBoardState } from '../board-context.ts';
import styles from './edit.module.css';

type AnalysisTile = TileOf<'analysis'>;

/** Analyses that can be asked of chosen events alone; the others are put on a board from their own page. */
const simpleAnalyses = ['funnel', 'retention', 'lifecycle', 'stickiness'] as const;
type Analysis = (typeof simpleAnalyses)[number];
const isSimple = (name: string): name is Analysis => (simpleAnalyses as readonly string[]).includes(name);

const chosenEvents = z.object({
  steps: z.array(z.object({ event: z.string() })).catch([]),
  target: z.object({ event: z.string() }).optional().catch(undefined),
  event: z.object({ event: z.string() }).optional().catch(undefined),
});

/** Which analysis, and of which events; its own page has the finer questions. */
export function AnalysisFields({ tile, change }: { tile: AnalysisTile; change: (tile: Tile) => void }) {
  const { t } = useTranslation('boards');
  const { members, scope } = useBoardState();
  const hasEvents = members.has('events.name');
  const answer = useCube(
    hasEvents ? valuesQuery('events.name', { timezone: scope.timezone, filters: [] }, members) : null,
  );
  const names = (answer.data?.rows ?? []).map((row) => String(row['events.name'] ?? '')).filter((name) => name !== '');
  const { analysis: current, settings: _, ...rest } = tile;
  const known = chosenEvents.parse(tile.question);
  const events =
    current === 'funnel'
      ? known.steps.map((step) => step.event)
      : [known.target?.event ?? known.event?.event ?? ''].filter((name) => name !== '');
  const set = (analysis: Analysis, chosen: string[]) =>
    change({ ...rest, analysis, question: questionOf(analysis, chosen) });
  if (!isSimple(current)) return <p className={styles.hint}>{t('analysisOfItsPage')}</p>;
  return (
    <>
      <div className={styles.field}>
        <span>{t('analysis')}</span>
        <Select
          aria-label={t('analysis')}
          value={current}
          options={simpleAnalyses.map((value) => ({ value, label: t(`analyses.${value}`) }))}
          onChange={(analysis) => set(analysis, events)}
        />
      </div>
      <div className={styles.field}>
        <span>{t(current === 'funnel' ? 'funnelSteps' : 'event')}</span>
        {current === 'funnel' ? (
          <Select
            aria-label={t('funnelSteps')}
            mode="multiple"
            value={events}
            options={names.map((value) => ({ value, label: value }))}
            onChange={(next: string[]) => set('funnel', next)}
          />
        ) : (
          <Select
            aria-label={t('event')}
            showSearch
            value={events[0] ?? null}
            options={names.map((value) => ({ value, label: value }))}
            onChange={(next: string | null) => set(current, next === null ? [] : [next])}
          />
        )}
      </div>
    </>
  );
}

/** The question in the shape its analysis takes, see `contract/analytics.ts`. */
function questionOf(analysis: Analysis, events: string[]): Record<string, unknown> {
  const event = { event: events[0] ?? null };
  switch (analysis) {
    case 'funnel':
      return { steps: events.map((name) => ({ event: name })) };
    case 'retention':
      return { target: event, returning: event, period: 'month' };
    case 'lifecycle':
    case 'stickiness':
      return { event, interval: 'month' };
  }
}
