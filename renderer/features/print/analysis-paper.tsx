import { lazy, Suspense, useEffect, useId, useRef, useState } from 'react';
import type { TileOf } from '../../../contract/boards.ts';
import { type BoardScope, rangeOf } from '../../queries/index.ts';
import type { StandState } from '../analytics/index.ts';
import { type AnalysisBlock, type AnalysisPart, hidingRules } from './analysis-blocks.ts';
import styles from './print.module.css';
import { settled } from './settling.ts';

const AnalysisView = lazy(async () => ({ default: (await import('../analytics/index.ts')).AnalysisView }));

/** What holds the parts of an analysis on paper. */
const holder = '[data-place="paper"]:not([data-testid])';

export interface PaperAnalysis {
  tile: TileOf<'analysis'>;
  scope: BoardScope;
}

function View({ tile, scope, report }: PaperAnalysis & { report: (state: StandState) => void }) {
  return (
    <Suspense fallback={<div aria-busy="true" />}>
      <AnalysisView
        analysis={tile.analysis}
        question={tile.question}
        settings={tile.settings}
        dates={tile.range.kind === 'all' ? 'all' : rangeOf(tile, scope)}
        newestDay={scope.data.to}
        segmentId={scope.segment}
        place="paper"
        report={report}
      />
    </Suspense>
  );
}

interface AnalysisMeasureProps extends PaperAnalysis {
  width: number;
  /** Null: it failed, or there is nothing to show; its tile says so. */
  onMeasured: (blocks: AnalysisBlock[] | null) => void;
}

/** The whole analysis out of sight, once, to learn how high its parts are. */
export function AnalysisMeasure({ tile, scope, width, onMeasured }: AnalysisMeasureProps) {
  const root = useRef<HTMLDivElement>(null);
  const [state, setState] = useState<StandState['kind']>('loading');
  const report = useRef((next: StandState) => setState(next.kind)).current;
  useEffect(() => {
    if (state === 'loading' || state === 'refreshing') return;
    if (state !== 'full') return onMeasured(null);
    let isGone = false;
    void (async () => {
      if (root.current === null) return;
      await settled(root.current, () => isGone);
      const found = root.current?.querySelector<HTMLElement>(holder);
      if (!isGone) onMeasured(found ? blocksIn(found) : null);
    })();
    return () => {
      isGone = true;
    };
  }, [state, onMeasured]);
  return (
    <div className={styles.measuring} style={{ width }} aria-hidden="true">
      <div ref={root} className={styles.analysisPart}>
        <View tile={tile} scope={scope} report={report} />
      </div>
    </div>
  );
}

/** Top to bottom as they are seen; order by the style sheet differs from that of the page's source. */
function blocksIn(found: HTMLElement): AnalysisBlock[] {
  const children = [...found.children].filter((one): one is HTMLElement => one instanceof HTMLElement);
  return children
    .map((element, index) => ({ element, index }))
    .filter(({ element }) => element.offsetHeight > 0)
    .toSorted((a, b) => a.element.offsetTop - b.element.offsetTop || a.index - b.index)
    .map(({ element, index }) => ({
      index,
      height: element.offsetHeight,
      scale: scaleOf(element),
      table: tableIn(element),
    }));
}

/** The smallest scale at which nothing is wider than there is room. */
function scaleOf(element: HTMLElement): number {
  let scale = 1;
  for (const inner of [element, ...element.querySelectorAll<HTMLElement>('div')]) {
    if (getComputedStyle(inner).overflowX === 'visible' && inner !== element) continue;
    if (inner.scrollWidth > inner.clientWidth + 1) scale = Math.min(scale, inner.clientWidth / inner.scrollWidth);
  }
  return scale;
}

function tableIn(element: HTMLElement): AnalysisBlock['table'] {
  const tables = element.querySelectorAll('table');
  const [table] = tables;
  if (!table || tables.length > 1 || table.tBodies.length !== 1) return null;
  return {
    head: table.tHead?.offsetHeight ?? 0,
    rows: [...(table.tBodies[0]?.rows ?? [])].map((row) => row.offsetHeight),
  };
}

const nobody = () => {};

/** One part of an analysis on a page: all of it is there, and the rest of it hidden. */
export function AnalysisPartView({ tile, scope, part }: PaperAnalysis & { part: AnalysisPart }) {
  const name = `part${useId().replace(/\W/g, '')}`;
  return (
    <div id={name} className={styles.analysisPart} style={{ zoom: part.scale }}>
      <style>{hidingRules(`#${name} ${holder}`, part)}</style>
      <View tile={tile} scope={scope} report={nobody} />
    </div>
  );
}
