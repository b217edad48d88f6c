import { useNavigate } from '@tanstack/react-router';
import { App } from 'antd';
import { memo, useCallback, useMemo, useRef } from 'react';
import type { PivotLine } from '../../../contract/pivot.ts';
import { useErrorSentence } from '../../errors/index.ts';
import { formatCount } from '../../format/index.ts';
import { type CopiedTable, copiedTable, type GridBounds, PivotGrid } from '../../grids/index.ts';
import { useTranslation } from '../../i18n/index.ts';
import { useBuilder } from './builder-context.ts';
import { customerLink } from './customer-links.ts';
import { FailedNote, NothingNote } from './notes.tsx';
import type { PivotTable } from './pivot-requests.ts';
import styles from './result-pane.module.css';
import { cellCount, copyLimit, partIn, useGridBuilder, useGridModel } from './use-grid-model.ts';
import { useTableDrawing } from './use-table-drawing.ts';

interface TableResultProps {
  table: PivotTable | null;
  error: unknown;
  retry: () => unknown;
  /** Within the frame of a tile. */
  frame?: {
    label: string;
    onChoose: ((row: number, column: number, isAdding: boolean) => void) | undefined;
    onMenu: ((row: number, column: number, at: { x: number; y: number }) => void) | undefined;
  };
}

/** A pivot table that folds, orders and sizes as its definition says, and changes that definition. */
export const TableResult = memo(function TableResult({ table, error, retry, frame }: TableResultProps) {
  const { t } = useTranslation('explore');
  const { change } = useBuilder();
  const model = useLinkedModel(table, frame === undefined);
  const toggle = useCallback(
    (axis: 'rows' | 'columns', path: (string | null)[]) =>
      change((now) => {
        const key = JSON.stringify(path);
        const list = now.collapsed[axis];
        const rest = list.filter((one) => JSON.stringify(one) !== key);
        return { ...now, collapsed: { ...now.collapsed, [axis]: rest.length < list.length ? rest : [...list, path] } };
      }),
    [change],
  );
  const sort = useCallback(
    (line: PivotLine) =>
      change((now) => {
        const value = line.value === null ? undefined : now.pivot.values[line.value];
        if (!value) return now;
        const rows = now.pivot.rows.map((field) => {
          const { sort: before } = field;
          const isSame =
            before.by === 'value' &&
            before.valueId === value.id &&
            JSON.stringify(before.path) === JSON.stringify(line.path);
          if (!isSame)
            return {
              ...field,
              sort: { by: 'value' as const, direction: 'desc' as const, valueId: value.id, path: line.path },
            };
          if (before.direction === 'desc') return { ...field, sort: { ...before, direction: 'asc' as const } };
          return { ...field, sort: { by: 'label' as const, direction: 'asc' as const } };
        });
        return { ...now, pivot: { ...now.pivot, rows } };
      }),
    [change],
  );
  const resize = useCallback(
    (key: string, width: number) => change((now) => ({ ...now, widths: { ...now.widths, [key]: width } })),
    [change],
  );
  const copyFar = useCopyFar(table);
  const draw = useTableDrawing(table);
  if (error !== null) return <FailedNote error={error} onRetry={() => void retry()} />;
  if (!table || !model) return <div className={styles.skeleton} aria-busy="true" />;
  if (model.rowCount === 0 || model.columnCount === 0) return <NothingNote />;
  return (
    <PivotGrid
      model={model}
      label={frame?.label ?? t('gridLabel')}
      onWindow={table.onWindow}
      onToggle={toggle}
      onSort={sort}
      onResize={resize}
      onChoose={frame?.onChoose}
      onCellMenu={frame?.onMenu}
      onCopyFar={copyFar}
      draw={draw}
      isFramed={frame !== undefined}
    />
  );
});

/** Names of customers lead to their pages, but in a tile, where a click on a head narrows the board. */
function useLinkedModel(table: PivotTable | null, hasLinks: boolean) {
  const model = useGridModel(table);
  const { members } = useBuilder();
  const navigate = useNavigate();
  return useMemo(() => {
    if (!model || !table || !hasLinks) return model;
    const { rows } = table.body.pivot;
    const of = (row: number, column: number) => {
      const line = model.rowAt(row);
      if (line === null || line.kind === 'subtotal' || line.path.length === 0) return null;
      const depth = model.isOutline ? line.path.length - 1 : column;
      return (model.isOutline && column > 0) || depth >= line.path.length
        ? null
        : customerLink(rows, members, depth, line.path);
    };
    const follow = (address: string) => void navigate({ href: address });
    return { ...model, links: { of, follow } };
  }, [model, table, hasLinks, members, navigate]);
}

/** Copies cells that were never in sight: they are read first, which the clipboard waits for. */
function useCopyFar(table: PivotTable | null): (bounds: GridBounds) => CopiedTable | null {
  const { t } = useTranslation('explore');
  const { message } = App.useApp();
  const sentence = useErrorSentence();
  const build = useGridBuilder();
  const read = useRef<{ table: PivotTable; key: string; copied: CopiedTable } | null>(null);
  return (bounds) => {
    if (!table) return null;
    const key = JSON.stringify(bounds);
    if (read.current?.table === table && read.current.key === key) return read.current.copied;
    const count = cellCount(bounds);
    if (count > copyLimit) {
      void message.warning(t('copyTooLarge', { cells: formatCount(count), most: formatCount(copyLimit) }));
      return null;
    }
    const whole = table.read(partIn(bounds)).then((part) => {
      const cells = build({ ...part, has: () => true }).copyCells(bounds) ?? [];
      return copiedTable(cells);
    });
    const blob = (type: 'text/plain' | 'text/html') =>
      whole.then(({ text, html }) => new Blob([type === 'text/plain' ? text : html], { type }));
    const say = async () => {
      if (typeof ClipboardItem === 'undefined' || !navigator.clipboard) {
        read.current = { table, key, copied: await whole };
        return void message.info(t('copyAgain'));
      }
      // The promises go in, so that the key pressed still counts as the reason once the cells are there.
      const item = new ClipboardItem({ 'text/plain': blob('text/plain'), 'text/html': blob('text/html') });
      await navigator.clipboard.write([item]);
      void message.success(t('copied'));
    };
    say().catch((failure: unknown) => void message.error(sentence(failure)));
    return null;
  };
}
