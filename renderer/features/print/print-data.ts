import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Board, TileOf } from '../../../contract/boards.ts';
import type { ExportOrder } from '../../../contract/exports.ts';
import type { Workspace } from '../../../contract/workspace.ts';
import { formatCount, type NumberStyle } from '../../format/index.ts';
import { useLanguage, useLocalized, useTranslation } from '../../i18n/index.ts';
import { type BoardScope, type CubeQuery, type CubeRow, groupQuery, type Members } from '../../queries/index.ts';
import { loadCube } from '../../transport/index.ts';
import { lateSentence } from './late-tile.tsx';
import { columnsOf, type PrintTable } from './print-table.ts';

/** More rows than this are no document any more; a workbook holds them. */
export const maxPrintedRows = 20_000;
/** Short tables stay in their place on the board. */
export const shortTableRows = 15;

export interface TableRequest {
  id: string;
  title: string;
  query: CubeQuery;
  note: string;
}

export interface LoadedTable {
  id: string;
  title: string;
  table: PrintTable | null;
  error: unknown;
}

interface Context {
  members: Members;
  workspace: Workspace;
}

/** The rows of long tables with their true totals; null while any is on its way. */
export function useLongTables(
  requests: TableRequest[],
  { members, workspace }: Context,
  late: { isLate: boolean; waitMs: number },
): LoadedTable[] | null {
  const { t } = useTranslation('print');
  const language = useLanguage();
  const answers = useQueries({
    queries: requests.map(({ query }) => ({
      queryKey: ['print-table', query],
      queryFn: async ({ signal }: { signal: AbortSignal }) => {
        const limit = Math.min(query.limit ?? maxPrintedRows, maxPrintedRows);
        const [rows, whole] = await Promise.all([
          loadCube({ ...query, limit }, signal),
          query.measures.length > 0 ? loadCube(wholeOf(query), signal) : null,
        ]);
        return { rows, totals: whole?.rows[0] ?? null };
      },
    })),
  });
  const isPending = !late.isLate && answers.some((answer) => answer.isPending);
  const key = JSON.stringify([
    answers.map((answer) => [answer.dataUpdatedAt, answer.errorUpdatedAt]),
    requests,
    language,
  ]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` changes with every answer and every request
  return useMemo(() => {
    if (isPending) return null;
    const style = (unit: NumberStyle['unit']): NumberStyle => ({ unit, language, currency: workspace.currency });
    return answers.map((answer, index): LoadedTable => {
      const request = requests[index];
      const { id = '', title = '' } = request ?? {};
      if (answer.data === undefined || request === undefined)
        return { id, title, table: null, error: answer.error ?? new Error(lateSentence(late.waitMs, language)) };
      const { rows, totals } = answer.data;
      const cut = rows.truncated;
      const columns = columnsOf(request.query, { members, style, language, blank: t('blank') });
      const cutNote = cut ? t('shownOf', { shown: formatCount(cut.shown), total: formatCount(cut.total) }) : '';
      const table = {
        id,
        title,
        note: [request.note, cutNote].filter(Boolean).join(' · '),
        columns,
        rows: rows.rows as CubeRow[],
        totals: cut ? null : totals,
        isCut: Boolean(cut),
      };
      return { id, title, table, error: null };
    });
  }, [key, isPending, members]);
}

/** The same figures over everything, computed by their own definition. */
function wholeOf({ dimensions: _, order: __, limit: ___, ...query }: CubeQuery): CubeQuery {
  return {
    ...query,
    ...(query.timeDimensions
      ? { timeDimensions: query.timeDimensions.map(({ granularity: ____, ...one }) => one) }
      : {}),
  };
}

/** The board's tables that are too long for their place, as requests; the others stay tiles. */
export function useTableTiles(
  board: Pick<Board, 'tiles'>,
  order: ExportOrder,
  scope: BoardScope,
  members: Members,
  isLate: boolean,
): TableRequest[] | null {
  const localized = useLocalized();
  const tables = board.tiles.filter((tile): tile is TileOf<'table'> => tile.kind === 'table');
  const isAll = order.rows === 'all';
  // How many rows there are decides where a table stands; each question is the tile's own and asked once.
  const counts = useQueries({
    queries: tables.map((tile) => {
      const { query } = groupQuery(tile, scope, members);
      return { queryKey: ['cube', query], queryFn: ({ signal }: { signal: AbortSignal }) => loadCube(query, signal) };
    }),
  });
  if (!isLate && counts.some((answer) => answer.isPending)) return null;
  return tables.flatMap((tile, index) => {
    const answer = counts[index]?.data;
    const total = answer?.truncated?.total ?? answer?.rows.length ?? 0;
    const shown = isAll ? total : (answer?.rows.length ?? 0);
    if (answer === undefined || shown <= shortTableRows) return [];
    const { query } = groupQuery(tile, scope, members);
    const { limit: _, ...unlimited } = query;
    const subtitle = tile.subtitle ? localized(tile.subtitle) : '';
    return [{ id: tile.id, title: localized(tile.title), query: isAll ? unlimited : query, note: subtitle }];
  });
}
