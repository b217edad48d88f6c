import { useCallback } from 'react';
import type { Content } from './document-sheets.tsx';
import { TableMeasure, type TableSize } from './long-table.tsx';
import { chunkRows, type Flow } from './pages.ts';
import { columnGroups, type PrintTable } from './print-table.ts';

/** A table with its size, ready to be cut into pages. */
export interface MeasuredTable {
  table: PrintTable;
  flow: (page: { pageHeight: number; contentWidth: number; startsPage: boolean }) => Flow<Content>;
}

interface LongTablesProps {
  tables: PrintTable[];
  width: number;
  zoom: number;
  onMeasured: (table: MeasuredTable) => void;
}

/** Tables out of sight, to learn their sizes. */
export function LongTables({ tables, width, zoom, onMeasured }: LongTablesProps) {
  return (
    <div style={{ zoom }}>
      {tables.map((table) => (
        <OneTable key={table.id} table={table} width={width} onMeasured={onMeasured} />
      ))}
    </div>
  );
}

function OneTable({
  table,
  width,
  onMeasured,
}: {
  table: PrintTable;
  width: number;
  onMeasured: LongTablesProps['onMeasured'];
}) {
  const onSize = useCallback((size: TableSize) => onMeasured(measuredTable(table, size)), [table, onMeasured]);
  return <TableMeasure table={table} width={width} onSize={onSize} />;
}

const titleHeight = 30;
const sumHeight = 27;

function measuredTable(table: PrintTable, size: TableSize): MeasuredTable {
  return {
    table,
    flow: ({ pageHeight, contentWidth, startsPage }) => ({
      split(room) {
        const lead = Math.max(
          1,
          Math.min(
            2,
            table.columns.findIndex((column) => column.isFigure),
          ),
        );
        const groups = columnGroups(size.columns, lead, contentWidth + 1);
        const isCarried = table.columns.some((column) => column.isAdditive);
        const chunks = chunkRows(size.rows.length > 0 ? size.rows : [sumHeight], {
          head: size.head,
          title: titleHeight,
          carry: isCarried ? sumHeight : 0,
          total: table.totals === null ? 0 : sumHeight,
          // Side by side parts begin at the top of pages of their own.
          first: groups.length > 1 || startsPage ? pageHeight : room,
          page: pageHeight,
        });
        const total = table.columns.length - lead;
        return chunks.flatMap((chunk) =>
          groups.map((group, index): Content => {
            const own = group.slice(lead);
            const part =
              groups.length > 1 ? { from: (own[0] ?? 0) - lead + 1, to: (own.at(-1) ?? 0) - lead + 1, total } : null;
            const id = `${table.id}-${chunk.from}-${index}`;
            const widths = stretched(size.columns, group, contentWidth);
            return {
              kind: 'rows',
              id,
              table,
              chunk,
              group,
              part,
              widths,
              isFirstGroup: index === 0,
              height: chunk.height,
              startsPage,
            };
          }),
        );
      },
    }),
  };
}

/** Columns of a part fill the page; figures keep to their width where texts can take the rest. */
function stretched(widths: readonly number[], group: readonly number[], room: number): number[] {
  const used = group.reduce((sum, index) => sum + (widths[index] ?? 0), 0);
  const factor = used > 0 ? Math.max(1, room / used) : 1;
  return widths.map((width) => Math.floor(width * factor));
}
