import type { ExportOrder } from '../../../contract/exports.ts';
import { localDateOf } from '../../format/index.ts';
import { type CubeQuery, useBoard, useMembers, useStatus, useTargets } from '../../queries/index.ts';
import { BoardDocument } from './board-document.tsx';
import type { DocumentReport } from './report.ts';
import { TableDocument } from './table-document.tsx';

interface PrintDocumentProps {
  order: ExportOrder;
  onReport: (report: DocumentReport) => void;
  onError: (error: unknown) => void;
}

/** An order as pages: the same on the screen before it is printed and in the printer. */
export function PrintDocument(props: PrintDocumentProps) {
  const { target } = props.order;
  if ('board' in target) return <OfBoard {...props} boardId={target.board} />;
  if ('query' in target) return <OfQuestion {...props} query={target.query} title={target.title} />;
  return null;
}

function useWorld({ onError }: PrintDocumentProps) {
  const members = useMembers();
  const status = useStatus();
  const failed = [members, status].find((query) => query.isError && query.data === undefined);
  if (failed) queueMicrotask(() => onError(failed.error));
  return { members: members.data, status: status.data };
}

function OfBoard(props: PrintDocumentProps & { boardId: string }) {
  const board = useBoard(props.boardId);
  const targets = useTargets();
  const { members, status } = useWorld(props);
  if (board.isError && board.data === undefined) queueMicrotask(() => props.onError(board.error));
  const { from, to } = status?.dataRange ?? { from: null, to: null };
  if (!board.data || !members || !status || targets.isPending) return null;
  const { timezone } = status.workspace;
  const today = new Date().toISOString();
  const data = { from: localDateOf(from ?? today, timezone), to: localDateOf(to ?? today, timezone) };
  return (
    <BoardDocument
      {...props}
      board={board.data}
      members={members}
      status={status}
      data={data}
      targets={targets.data ?? []}
    />
  );
}

function OfQuestion(props: PrintDocumentProps & { query: Record<string, unknown>; title: string }) {
  const { members, status } = useWorld(props);
  if (!members || !status) return null;
  const query = { timezone: status.workspace.timezone, measures: [], ...props.query } as CubeQuery;
  return <TableDocument {...props} query={query} members={members} status={status} />;
}
