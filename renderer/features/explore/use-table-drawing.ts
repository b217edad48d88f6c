import { useCallback } from 'react';
import { formatCount } from '../../format/index.ts';
import { type TableLook, tableDrawing } from '../../grids/index.ts';
import { useTranslation } from '../../i18n/index.ts';
import type { Drawer } from '../../pictures/index.ts';
import type { PivotTable } from './pivot-requests.ts';
import { useGridBuilder } from './use-grid-model.ts';

/** A picture of more is read by nobody; the files hold everything. */
const most = { rows: 200, columns: 40 };

/** Draws a table whole up to a limit, whatever is in sight of it; what is left out is told below. */
export function useTableDrawing(table: PivotTable | null): Drawer | undefined {
  const { t } = useTranslation('explore');
  const build = useGridBuilder();
  const draw = useCallback<Drawer>(
    async ({ title, notes }) => {
      if (!table) throw new Error('there is no table yet');
      const { rowCount, columnCount, truncated } = table.head;
      const [rows, columns] = [Math.min(rowCount, most.rows), Math.min(columnCount, most.columns)];
      const part = { rows: { from: 0, to: rows - 1 }, columns: { from: 0, to: columns - 1 } };
      const model = build(table.has(part) ? table : await table.read(part));
      const all = {
        rows: Math.max(rowCount, truncated.rows?.total ?? 0),
        columns: Math.max(columnCount, truncated.columns?.total ?? 0),
      };
      const cut = [
        ...(all.rows > rows ? [t('truncatedRows', { shown: formatCount(rows), total: formatCount(all.rows) })] : []),
        ...(all.columns > columns
          ? [t('truncatedColumns', { shown: formatCount(columns), total: formatCount(all.columns) })]
          : []),
      ].join(' · ');
      return tableDrawing({ model, rows, columns, title, notes, cut }, pageLook());
    },
    [table, build, t],
  );
  return table ? draw : undefined;
}

/** Letters and colours of the page as they are now. */
function pageLook(): TableLook {
  const style = getComputedStyle(document.body);
  const root = getComputedStyle(document.documentElement);
  const context = document.createElement('canvas').getContext('2d');
  return {
    family: style.fontFamily.replaceAll('"', "'"),
    color: (name) => style.getPropertyValue(`--${name}`).trim() || root.getPropertyValue(`--${name}`).trim(),
    measure: (text, weight) => {
      if (!context) return 8 * text.length;
      context.font = `${weight} 13px ${style.fontFamily}`;
      return context.measureText(text).width;
    },
  };
}
