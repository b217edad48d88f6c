import { lazy, Suspense, useCallback, useState } from 'react';
import { analysisFilters, isOfOneDay } from '../../../contract/board-queries/index.ts';
import type { TileOf } from '../../../contract/boards.ts';
import { formatDay } from '../../format/index.ts';
import { useLanguage, useLocalized, useTranslation } from '../../i18n/index.ts';
import { rangeOf } from '../../queries/index.ts';
import type { StandState } from '../analytics/index.ts';
import { RowsSkeleton } from './skeletons.tsx';
import { useTileSurface } from './tile-context.ts';
import { TileFrame } from './tile-frame.tsx';
import type { TileState } from './tile-state.ts';

const AnalysisView = lazy(async () => ({ default: (await import('../analytics/index.ts')).AnalysisView }));

/** A customer analysis under the dates and the segment of the board, as its own page draws it. */
export function AnalysisTile({ tile }: { tile: TileOf<'analysis'> }) {
  const { t } = useTranslation('board');
  const localized = useLocalized();
  const language = useLanguage();
  const { scope, interaction, tiles } = useTileSurface();
  const [state, setState] = useState<StandState>({ kind: 'loading' });
  const report = useCallback((next: StandState) => setState((now) => (isSameState(now, next) ? now : next)), []);
  const range = rangeOf(tile, scope);
  const day = isOfOneDay(tile.analysis);
  const ownSegment = tile.settings?.segmentId ?? tile.question.segmentId;
  const isReplaced = scope.segment !== null && typeof ownSegment === 'string' && ownSegment !== scope.segment;
  const notes = [
    tile.subtitle ? localized(tile.subtitle) : null,
    day && tile.range.kind !== 'all'
      ? t('analysisAsOf', { date: formatDay(range.to < scope.data.to ? range.to : scope.data.to, language) })
      : null,
    isReplaced ? t('analysisSegment') : null,
  ];
  const { conditions, unreached } = analysisFilters(tile, scope);
  return (
    <TileFrame
      tile={tile}
      state={frameState(state, setState)}
      range={range}
      measures={[]}
      unreached={unreached}
      notes={notes}
      skeleton={<RowsSkeleton rows={5} />}
    >
      <Suspense fallback={<RowsSkeleton rows={5} />}>
        <AnalysisView
          analysis={tile.analysis}
          question={tile.question}
          settings={tile.settings}
          dates={tile.range.kind === 'all' ? 'all' : range}
          newestDay={scope.data.to}
          segmentId={scope.segment}
          conditions={conditions}
          place={interaction === null && tiles.length === 1 ? 'paper' : 'tile'}
          report={report}
        />
      </Suspense>
    </TileFrame>
  );
}

/** Told again at every drawing: only what is new counts. */
function isSameState(one: StandState, other: StandState): boolean {
  const [error, otherError] = [one, other].map((state) => (state.kind === 'failed' ? state.error : null));
  return one.kind === other.kind && error === otherError;
}

/** The view below says itself that it computes or found nobody; only a failure is the frame's to tell. */
function frameState(state: StandState, setState: (state: StandState) => void): TileState {
  if (state.kind !== 'failed') {
    return { kind: 'full', isRefreshing: state.kind === 'loading' || state.kind === 'refreshing' };
  }
  const retry = () => {
    setState({ kind: 'loading' });
    state.retry();
  };
  return { kind: 'failed', error: state.error, retry };
}
