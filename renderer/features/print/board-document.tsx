import { type CSSProperties, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Board, PlanTarget } from '../../../contract/boards.ts';
import type { ExportOrder, Slice } from '../../../contract/exports.ts';
import type { Status } from '../../../contract/workspace.ts';
import { useErrorSentence } from '../../errors/index.ts';
import { useLocalized, useTranslation } from '../../i18n/index.ts';
import {
  type BoardScope,
  type DateRange,
  filterMembersOf,
  type Members,
  measuresOf,
  rangeOf,
  scopeOf,
  unknownMember,
} from '../../queries/index.ts';
import { Tile, TileSurfaceProvider } from '../tiles/index.ts';
import { type AnalysisBlock, partsOf } from './analysis-blocks.ts';
import { AnalysisMeasure, type PaperAnalysis } from './analysis-paper.tsx';
import { type Band, bandsOf } from './board-rows.ts';
import { useDeadline } from './deadline.ts';
import { type Content, DocumentSheets } from './document-sheets.tsx';
import { useFacts } from './facts.ts';
import { LateTile } from './late-tile.tsx';
import { LeftOutTile, useLeftOut } from './left-out.tsx';
import { LongTables, type MeasuredTable } from './long-tables.tsx';
import { gap, rowHeight } from './measures.ts';
import type { Flow } from './pages.ts';
import { pageSize } from './paper.ts';
import './print-fonts.css';
import styles from './print.module.css';
import { useLongTables, useTableTiles } from './print-data.ts';
import type { DocumentReport } from './report.ts';
import { type ReportTables, useReportTables } from './report-tables.ts';
import { neededRowsIn, settled, unsettledIn } from './settling.ts';
import { svgOf } from './svg-of.ts';

export interface BoardDocumentProps {
  order: ExportOrder;
  board: Board;
  members: Members;
  status: Status;
  data: DateRange;
  targets: readonly PlanTarget[];
  /** Tiles that have no answer after this long are named as late. */
  waitMs: number;
  /** Only the drawing of its one tile. */
  isBare: boolean;
  /** A report or an analysis by itself: its tables are whole. */
  isAlone: boolean;
  onReport: (report: DocumentReport) => void;
}

/** Board and paper meet in the middle: paper is set a little smaller than a screen. */
const designWidth = { wide: 1200, narrow: 810 };

/** A board as pages: bands of tiles, long tables over as many pages as they need. */
export function BoardDocument(props: BoardDocumentProps) {
  const { order, board, members, status, data, targets } = props;
  const target = 'board' in order.target ? order.target : null;
  const wanted = target?.tiles;
  const shown = useMemo(
    () => board.tiles.filter((tile) => wanted === undefined || wanted.includes(tile.id)),
    [board, wanted],
  );
  const { timezone, fiscalYearStartMonth, weekStart } = status.workspace;
  const view = 'view' in order.target ? order.target.view : undefined;
  const slice = ('slice' in order.target ? order.target.slice : null) ?? null;
  const scope = useMemo(
    () =>
      scopeOf(view ?? {}, {
        filterMembers: filterMembersOf(board),
        data,
        timezone,
        calendar: { fiscalYearStartMonth, weekStart },
        defaultRange: board.defaultRange,
        targets,
        ...(slice ? { slice } : {}),
      }),
    [view, slice, board, data, timezone, fiscalYearStartMonth, weekStart, targets],
  );
  const leftOut = useLeftOut(shown, slice, { scope, members });
  if (leftOut === null) return null;
  return <ReadBoard {...{ ...props, shown, slice, scope, leftOut }} isSelection={wanted !== undefined} />;
}

interface ReadProps extends BoardDocumentProps {
  shown: Board['tiles'];
  scope: BoardScope;
  slice: Slice | null;
  /** Tiles whose place is kept and whose figures are not shown. */
  leftOut: readonly string[];
  isSelection: boolean;
}

function ReadBoard(props: ReadProps) {
  const { order, members, status, shown, scope, leftOut } = props;
  const read = useMemo(() => ({ tiles: shown.filter(({ id }) => !leftOut.includes(id)) }), [shown, leftOut]);
  const isLate = useDeadline(props.waitMs);
  const requests = useTableTiles(read, order, scope, members, isLate);
  const { workspace } = status;
  const isAlone = props.isAlone && order.format === 'pdf';
  const reports = useReportTables(read, { scope, members, workspace, isAlone }, isLate);
  if (requests === null || reports === null) return null;
  return <LaidOutBoard {...{ ...props, requests, reports, isLate }} />;
}

interface LaidOutProps extends ReadProps {
  requests: NonNullable<ReturnType<typeof useTableTiles>>;
  reports: ReportTables;
  isLate: boolean;
}

function LaidOutBoard(props: LaidOutProps) {
  const { order, board, members, status, shown, scope, requests, reports, isSelection, onReport } = props;
  const { isLate, waitMs, isBare } = props;
  const { t } = useTranslation('print');
  const localized = useLocalized();
  const sentence = useErrorSentence();
  const root = useRef<HTMLDivElement>(null);
  const setup = order.page;
  const isPoster = order.format === 'png' || order.format === 'svg';
  const size = pageSize(setup);
  const isNarrow = size.contentWidth < size.contentHeight * 1.05 && !isPoster;
  const width = isNarrow ? designWidth.narrow : designWidth.wide;
  const zoom = isPoster ? 1 : Math.min(1.05, size.contentWidth / width);
  const contentWidth = isPoster ? 1200 : size.contentWidth / zoom;
  const pageHeight = isPoster ? 1e6 : size.contentHeight / zoom;

  const asked = useLongTables(requests, { members, workspace: status.workspace }, { isLate, waitMs });
  const loaded = asked && [...asked, ...reports.tables];
  const [late, setLate] = useState<readonly string[]>([]);
  const [measured, setMeasured] = useState<ReadonlyMap<string, MeasuredTable>>(new Map());
  const [needed, setNeeded] = useState<ReadonlyMap<string, number>>(new Map());
  const [failed, setFailed] = useState<DocumentReport['failedTiles']>([]);
  const onMeasured = useCallback(
    (one: MeasuredTable) => setMeasured((known) => new Map(known).set(one.table.id, one)),
    [],
  );
  const tables = loaded?.flatMap((one) => one.table ?? []) ?? [];
  const failedTables = loaded?.filter((one) => one.table === null) ?? [];
  const areTablesMeasured = loaded !== null && tables.every((table) => measured.get(table.id)?.table === table);

  const tableIds = new Set([...requests, ...reports.tables].map(({ id }) => id));
  const contents: (Content | Flow<Content>)[] = [];
  const bandOptions = { isSelection, isNarrow, neededRows: needed, breaksBefore: setup.breaksBefore };
  const pageRows = Math.max(3, Math.floor((pageHeight + gap) / (rowHeight.least + gap)));
  const analysis = useAnalysisAlone(props);
  const tilesInBands = analysis.blocks === null ? shown.filter((tile) => !tableIds.has(tile.id)) : [];
  const isMeasured = areTablesMeasured && !analysis.isPending;
  const bands = analysis.isPending ? [] : bandsOf(tilesInBands, { ...bandOptions, pageRows });
  const placed = [
    ...bands.map((band) => ({ y: top(band), band })),
    ...tables.map((table) => ({ y: topOf(shown, table.id.replace(/-table$/, '')), table })),
  ];
  // A long table stands behind the band it was part of.
  placed.sort((a, b) => a.y - b.y || Number('table' in a) - Number('table' in b));
  const allFailed = [
    ...failed,
    ...failedTables.map(({ id, title, error }) => ({ id, title, message: sentence(error) })),
  ];
  if (allFailed.length > 0) {
    const titles = allFailed.map(({ title, message }) => `${title} (${message})`).join('; ');
    contents.push({
      kind: 'alert',
      id: 'alert',
      height: 44 + 20 * Math.ceil(titles.length / 100),
      text: t('failedTiles', { titles }),
    });
  }
  if (analysis.of !== null && analysis.blocks !== null) {
    const { tile } = analysis.of;
    const note = tile.subtitle ? localized(tile.subtitle) : '';
    contents.push(
      ...analysisContents(analysis.of, analysis.blocks, { title: localized(tile.title), note, pageHeight }),
    );
  }
  for (const one of placed) {
    if ('band' in one) {
      contents.push(bandBlock(one.band));
      contents.push(...notesOf(one.band, setup.notes, localized));
    } else {
      const found = measured.get(one.table.id);
      if (found)
        contents.push(found.flow({ pageHeight, contentWidth, startsPage: setup.breaksBefore.includes(one.table.id) }));
      const note = setup.notes[one.table.id];
      if (note) contents.push(noteBlock(one.table.id, one.table.title, note));
    }
  }

  // A report alone is of its own dates, whatever the rest of the data spans.
  const [only] = shown;
  const told = only && shown.length === 1 ? { ...scope, range: rangeOf(only, scope) } : scope;
  const facts = useFacts({ scope: told, members, status, setup, title: setup.title ?? localized(board.title) });
  const ofReports = reports.measures;
  const used = [...new Set([...shown.flatMap(measuresOf), ...ofReports])].map(
    (name) => members.get(name) ?? unknownMember(name),
  );
  const layoutKey = JSON.stringify([
    analysis.blocks,
    [...needed],
    isMeasured,
    contents.length,
    setup,
    order.lang,
    failed.length,
    isLate,
    late,
  ]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `layoutKey` holds everything the layout is made of
  useEffect(() => {
    let isGone = false;
    void (async () => {
      if (!isMeasured || root.current === null) return;
      await settled(root.current, () => isGone, isLate);
      if (isGone || root.current === null) return;
      const unsettled = isLate ? unsettledIn(root.current) : [];
      if (unsettled.length > 0) return setLate([...late, ...unsettled]);
      const more = neededRowsIn(root.current, needed, gap);
      if (more !== null) return setNeeded(more);
      const broken = failedIn(root.current, shown, localized);
      if (broken.length !== failed.length) return setFailed(broken);
      onReport({
        widthMm: size.widthMm,
        heightMm: size.heightMm,
        pages: root.current.querySelectorAll('[data-sheet]').length,
        cells: tables.reduce((sum, { rows, columns }) => sum + rows.length * columns.length, 0),
        title: facts.title,
        author: setup.author ?? status.workspace.name,
        failedTiles: allFailed,
        leftOut: shown.filter(({ id }) => props.leftOut.includes(id)).map(({ title }) => localized(title)),
        notes: tables.flatMap((table) => (table.isCut && table.note ? [`${table.title}: ${table.note}`] : [])),
        ...(order.format === 'svg' ? { svg: svgOf(root.current.querySelector<HTMLElement>('[data-sheet]')) } : {}),
      });
    })();
    return () => {
      isGone = true;
    };
  }, [layoutKey]);

  return (
    <div
      ref={root}
      className={`${styles.document} ${isBare ? styles.bare : ''}`}
      style={{ '--print-zoom': zoom } as CSSProperties}
    >
      <TileSurfaceProvider
        tiles={board.tiles}
        shown={tilesInBands}
        scope={scope}
        members={members}
        workspace={status.workspace}
        notes={board.notes}
      >
        <DocumentSheets
          setup={setup}
          size={size}
          isPoster={isPoster}
          pageHeight={pageHeight}
          contentWidth={contentWidth}
          facts={{ ...facts, description: board.description ? localized(board.description) : '' }}
          contents={contents}
          entries={shown
            .filter((tile) => tile.kind !== 'image')
            .map((tile) => ({ id: tile.id, title: localized(tile.title) }))}
          definitions={used}
          renderBand={(content, unit) => <BandGrid {...{ ...props, late, unit }} band={content.band} />}
          isBare={isBare}
        />
      </TileSurfaceProvider>
      {analysis.of !== null && analysis.isPending ? (
        <div style={{ zoom }}>
          <AnalysisMeasure {...analysis.of} width={contentWidth} onMeasured={analysis.onMeasured} />
        </div>
      ) : null}
      <LongTables
        tables={tables.filter((table) => measured.get(table.id)?.table !== table)}
        width={contentWidth}
        zoom={zoom}
        onMeasured={onMeasured}
      />
    </div>
  );
}

/** An analysis that is a document by itself has pages of its own; null where it is one tile of many, or a picture. */
function useAnalysisAlone({ shown, leftOut, scope, isAlone, isLate, order }: LaidOutProps) {
  const [measured, setMeasured] = useState<{ blocks: AnalysisBlock[] | null } | null>(null);
  const onMeasured = useCallback((blocks: AnalysisBlock[] | null) => setMeasured({ blocks }), []);
  const [only] = shown.filter(({ id }) => !leftOut.includes(id));
  const isPaper = isAlone && order.format === 'pdf' && shown.length === 1;
  const of: PaperAnalysis | null = isPaper && only?.kind === 'analysis' ? { tile: only, scope } : null;
  return { of, blocks: measured?.blocks ?? null, isPending: of !== null && measured === null && !isLate, onMeasured };
}

/** Its name, then its parts: each whole where it fits a page, long tables over as many as they need. */
function analysisContents(
  of: PaperAnalysis,
  blocks: readonly AnalysisBlock[],
  frame: { title: string; note: string; pageHeight: number },
): (Content | Flow<Content>)[] {
  const { title, note, pageHeight } = frame;
  const heading: Content = { kind: 'title', id: 'title', tileId: of.tile.id, title, note, height: 32, isHeading: true };
  const flows = blocks.map(
    (block): Flow<Content> => ({
      split: (room) =>
        partsOf(block, room, pageHeight).map((part): Content => {
          const id = `analysis-${block.index}-${part.rows?.from ?? 0}`;
          return { kind: 'analysis', id, of, part, height: part.height };
        }),
    }),
  );
  return [heading, ...flows];
}

function top(band: Band): number {
  return Math.min(...band.tiles.map(({ tile }) => tile.placement.y));
}

function topOf(tiles: Board['tiles'], id: string): number {
  return tiles.find((tile) => tile.id === id)?.placement.y ?? 0;
}

function bandBlock(band: Band): Content {
  const height = band.isHeading ? band.rows * 40 : band.rows * rowHeight.least + (band.rows - 1) * gap;
  const id = band.tiles.map(({ tile }) => tile.id).join('+');
  return { kind: 'band', id, band, height, isHeading: band.isHeading, startsPage: band.startsPage };
}

function notesOf(band: Band, notes: Record<string, string>, localized: ReturnType<typeof useLocalized>): Content[] {
  return band.tiles.flatMap(({ tile }) => {
    const note = notes[tile.id];
    return note ? [noteBlock(tile.id, localized(tile.title), note)] : [];
  });
}

function noteBlock(id: string, title: string, text: string): Content {
  const lines = text.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil((line.length * 13) / 760)), 0);
  return { kind: 'note', id: `note-${id}`, title, text, height: 8 + 20 * (lines + 1) };
}

interface BandGridProps extends Pick<LaidOutProps, 'waitMs' | 'leftOut' | 'slice' | 'members'> {
  band: Band;
  unit: number;
  late: readonly string[];
}

function BandGrid({ band, unit, late, waitMs, leftOut, slice, members }: BandGridProps) {
  const height = band.isHeading ? 40 : unit;
  return (
    <div className={styles.grid} style={{ '--row-height': `${height}px` } as CSSProperties} data-row={height}>
      {band.tiles.map(({ tile, x, y, w, h }) => {
        const placed = { ...tile, placement: { x, y, w, h } };
        if (slice && leftOut.includes(tile.id))
          return <LeftOutTile key={tile.id} tile={placed} slice={slice} members={members} />;
        return late.includes(tile.id) ? (
          <LateTile key={tile.id} tile={placed} waitMs={waitMs} />
        ) : (
          <Tile key={tile.id} tile={placed} />
        );
      })}
    </div>
  );
}

function failedIn(root: HTMLElement, tiles: Board['tiles'], localized: ReturnType<typeof useLocalized>) {
  const seen = [...root.querySelectorAll<HTMLElement>('[data-state="failed"]')].filter((one) =>
    one.checkVisibility({ visibilityProperty: true }),
  );
  return seen.map((element) => {
    const id = element.dataset.testid?.replace(/^tile-/, '') ?? '';
    const tile = tiles.find((one) => one.id === id);
    const message = element.querySelector('[role="alert"] p:nth-of-type(2)')?.textContent ?? '';
    return { id, title: tile ? localized(tile.title) : id, message };
  });
}
