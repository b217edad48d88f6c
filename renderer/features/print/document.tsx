import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { analysisTileOf } from '../../../contract/board-queries/index.ts';
import type { Board } from '../../../contract/boards.ts';
import type { ExportOrder, ExportTarget, View } from '../../../contract/exports.ts';
import { type SavedReport, savedReportOutput } from '../../../contract/reports.ts';
import { boardOfAnalysis, boardOfMeasure, boardOfReport } from '../../../contract/target-board.ts';
import type { Status } from '../../../contract/workspace.ts';
import { localDateOf } from '../../format/index.ts';
import { type CubeQuery, type DateRange, useBoard, useMembers, useStatus, useTargets } from '../../queries/index.ts';
import { request } from '../../transport/index.ts';
import { useSegments } from '../segments/requests.ts';
import { BoardDocument } from './board-document.tsx';
import { BriefingDocument } from './briefing-document.tsx';
import { defaultWaitMs } from './deadline.ts';
import type { DocumentReport } from './report.ts';
import { TableDocument } from './table-document.tsx';

interface PrintDocumentProps {
  order: ExportOrder;
  /** Tiles that have no answer after this long are named as late. */
  waitMs?: number;
  /** Only the drawing of its one tile, without titles. */
  isBare?: boolean;
  onReport: (report: DocumentReport) => void;
  onError: (error: unknown) => void;
}

/** An order as pages: the same on the screen before it is printed and in the printer. */
export function PrintDocument(props: PrintDocumentProps) {
  const { target } = props.order;
  if ('board' in target) return <OfBoardId {...props} boardId={target.board} />;
  if ('report' in target) return <OfReport {...props} target={target} />;
  if ('query' in target) return <OfQuestion {...props} query={target.query} title={target.title} />;
  if ('briefing' in target) return <OfBriefing {...props} target={target} />;
  if ('measure' in target) return <OfMeasure {...props} target={target} />;
  return <OfAnalysis {...props} target={target} />;
}

function useWorld({ onError }: PrintDocumentProps) {
  const members = useMembers();
  const status = useStatus();
  const failed = [members, status].find((query) => query.isError && query.data === undefined);
  if (failed) queueMicrotask(() => onError(failed.error));
  return { members: members.data, status: status.data };
}

function OfBoardId(props: PrintDocumentProps & { boardId: string }) {
  const board = useBoard(props.boardId);
  if (board.isError && board.data === undefined) queueMicrotask(() => props.onError(board.error));
  return board.data ? <OfBoard {...props} board={board.data} isAlone={false} /> : null;
}

function OfReport(props: PrintDocumentProps & { target: Extract<ExportTarget, { report: string }> }) {
  const { report: id, view } = props.target;
  const report = useQuery({
    queryKey: ['reports', id],
    queryFn: ({ signal }) =>
      request(`/api/v1/reports/${encodeURIComponent(id)}`, { schema: savedReportOutput, signal }),
  });
  if (report.isError && report.data === undefined) queueMicrotask(() => props.onError(report.error));
  const board = useMemo(() => (report.data ? paperOf(report.data, view) : null), [report.data, view]);
  return board ? <OfBoard {...props} board={board} isAlone /> : null;
}

/** A saved analysis is laid out as the analysis it is. */
function paperOf(report: SavedReport, view: View): Board {
  const board = boardOfReport(report, view);
  if (report.kind === 'pivot') return board;
  return { ...board, tiles: board.tiles.map((tile) => (tile.kind === 'report' ? analysisTileOf(tile, report) : tile)) };
}

function OfAnalysis(props: PrintDocumentProps & { target: Extract<ExportTarget, { analytics: string }> }) {
  const board = useMemo(() => boardOfAnalysis(props.target), [props.target]);
  return board ? <OfBoard {...props} board={board} isAlone /> : null;
}

function OfMeasure(props: PrintDocumentProps & { target: Extract<ExportTarget, { measure: string }> }) {
  const board = useMemo(() => boardOfMeasure(props.target), [props.target]);
  return <OfBoard {...props} board={board} isAlone={false} />;
}

function OfBriefing(props: PrintDocumentProps & { target: Extract<ExportTarget, { briefing: string }> }) {
  const { members, status } = useWorld(props);
  return members && status ? <BriefingDocument {...{ ...props, members, status }} data={dataOf(status)} /> : null;
}

/** First and last local day with data. */
function dataOf({ dataRange: { from, to }, workspace: { timezone } }: Status): DateRange {
  const today = new Date().toISOString();
  return { from: localDateOf(from ?? today, timezone), to: localDateOf(to ?? today, timezone) };
}

function OfBoard(props: PrintDocumentProps & { board: Board; isAlone: boolean }) {
  const targets = useTargets();
  const { members, status } = useWorld(props);
  // Named among the filters.
  const segments = useSegments();
  if (!members || !status || targets.isPending || segments.isPending) return null;
  const data = dataOf(status);
  const { waitMs = defaultWaitMs, isBare = false } = props;
  return <BoardDocument {...{ ...props, members, status, data, waitMs, isBare }} targets={targets.data ?? []} />;
}

function OfQuestion(props: PrintDocumentProps & { query: Record<string, unknown>; title: string }) {
  const { members, status } = useWorld(props);
  if (!members || !status) return null;
  const query = { timezone: status.workspace.timezone, measures: [], ...props.query } as CubeQuery;
  return <TableDocument {...{ ...props, query, members, status }} waitMs={props.waitMs ?? defaultWaitMs} />;
}
