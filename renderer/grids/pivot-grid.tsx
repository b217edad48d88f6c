import {
  type ClipboardEvent,
  type KeyboardEvent,
  type MouseEvent,
  useCallback,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { PivotLine } from '../../contract/pivot.ts';
import { type Drawer, drawBy } from '../pictures/index.ts';
import { type CopiedTable, copiedTable } from './copy.ts';
import type { GridCell, GridModel } from './grid-model.ts';
import { headHeight, rowHeight } from './heights.ts';
import styles from './pivot-grid.module.css';
import { PivotHead } from './pivot-head.tsx';
import { PivotRow } from './pivot-row.tsx';
import { type GridBounds, type GridSelection, moveSelection, selectionBounds } from './selection.ts';
import { visibleColumns, visibleRange } from './spans.ts';

interface PivotGridProps {
  model: GridModel;
  label: string;
  /** Where the window lies now, so that what comes next can be fetched. */
  onWindow: (rows: { from: number; to: number }, columns: { from: number; to: number }) => void;
  onToggle: (axis: 'rows' | 'columns', path: (string | null)[]) => void;
  onSort: (line: PivotLine) => void;
  onResize: (key: string, width: number) => void;
  /** Opens the menu of a cell at a place on the screen. */
  onCellMenu?: ((row: number, column: number, at: { x: number; y: number }) => void) | undefined;
  /** A cell was clicked to choose what it stands for; column −1 is the row's head. */
  onChoose?: ((row: number, column: number, isAdding: boolean) => void) | undefined;
  /** A selection is to be copied that is not all here: what was read of it before, or null, and it is read now. */
  onCopyFar: (bounds: GridBounds) => CopiedTable | null;
  /** Draws the table whole, as far as a picture goes. */
  draw?: Drawer | undefined;
  /** Within a frame that has a border of its own. */
  isFramed?: boolean;
}

/**
 * A pivot table of any size: only what is in sight is in the document. Heads stay in place by CSS, so that scrolling
 * never waits for a script; one element scrolls, so that rows are rows to a screen reader.
 */
export function PivotGrid(props: PivotGridProps) {
  const {
    label,
    onWindow,
    onToggle,
    onSort,
    onResize,
    onCellMenu,
    onChoose,
    onCopyFar,
    draw,
    isFramed = false,
  } = props;
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, left: 0, width: 1200, height: 700 });
  const [pulled, setPulled] = useState<PulledColumn | null>(null);
  if (pulled?.letGoOver && pulled.letGoOver !== props.model) setPulled(null);
  const model = useMemo(() => {
    const wide = isFramed ? spreadColumns(props.model, view.width) : props.model;
    return pulled ? withWidth(wide, pulled) : wide;
  }, [isFramed, props.model, view.width, pulled]);
  // The definition takes the width once the edge is let go, in one step; until it has, the grid alone knows of it.
  const pull = useCallback(
    (key: string, width: number, isDone: boolean) => {
      setPulled({ key, width, letGoOver: isDone ? props.model : null });
      if (isDone) onResize(key, width);
    },
    [onResize, props.model],
  );
  const [selection, setSelection] = useState<GridSelection>({ row: 0, column: 0, toRow: 0, toColumn: 0 });
  const top = model.levels * headHeight;
  const bodyHeight = Math.max(0, view.height - top);
  const rows = visibleRange(view.top, bodyHeight, rowHeight, model.rowCount, 6);
  const inSight = visibleColumns(view.left, Math.max(0, view.width - model.headWidth), model.starts, 2);
  // The same one until other columns come in: rows are drawn again for another.
  const columns = useMemo(() => ({ from: inSight.from, to: inSight.to }), [inSight.from, inSight.to]);
  const width = model.headWidth + (model.starts.at(-1) ?? 0);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const read = () =>
      setView({
        top: element.scrollTop,
        left: element.scrollLeft,
        width: element.clientWidth,
        height: element.clientHeight,
      });
    read();
    const observer = new ResizeObserver(read);
    observer.observe(element);
    element.addEventListener('scroll', read, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', read);
    };
  }, []);

  useEffect(() => (box.current && draw ? drawBy(box.current, draw) : undefined), [draw]);

  useEffect(
    () => onWindow({ from: rows.from, to: rows.to }, { from: columns.from, to: columns.to }),
    [onWindow, rows.from, rows.to, columns.from, columns.to],
  );

  const reveal = useCallback(
    (row: number, column: number) => {
      const element = box.current;
      if (!element) return;
      const y = row * rowHeight;
      if (y < element.scrollTop) element.scrollTop = y;
      else if (y + rowHeight > element.scrollTop + bodyHeight) element.scrollTop = y + rowHeight - bodyHeight + 12;
      if (column < 0) return;
      const [from = 0, to = 0] = [model.starts[column], model.starts[column + 1]];
      const inner = element.clientWidth - model.headWidth;
      if (from < element.scrollLeft) element.scrollLeft = from;
      else if (to > element.scrollLeft + inner) element.scrollLeft = to - inner + 12;
    },
    [bodyHeight, model],
  );

  const select = useCallback((row: number, column: number, isExtending: boolean) => {
    setSelection((now) =>
      isExtending ? { ...now, toRow: row, toColumn: column } : { row, column, toRow: row, toColumn: column },
    );
  }, []);

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const line = model.rowAt(selection.toRow);
    const isGroup = line !== null && line.kind === 'group';
    if ((event.key === 'Enter' || event.key === ' ') && isGroup && event.target === event.currentTarget) {
      event.preventDefault();
      onToggle('rows', line.path);
      return;
    }
    const address = selection.toColumn < 0 ? linkIn(model, selection.toRow) : null;
    if (event.key === 'Enter' && address !== null && event.target === event.currentTarget) {
      event.preventDefault();
      model.links?.follow(address);
      return;
    }
    if (event.key === 'Enter' && onChoose && event.target === event.currentTarget) {
      event.preventDefault();
      onChoose(selection.toRow, selection.toColumn, event.ctrlKey || event.metaKey);
      return;
    }
    if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      const active = document.getElementById(`${id}-${selection.toRow}-${selection.toColumn}`)?.getBoundingClientRect();
      if (active && onCellMenu) {
        event.preventDefault();
        onCellMenu(selection.toRow, selection.toColumn, { x: active.left + 12, y: active.bottom });
      }
      return;
    }
    const page = Math.max(1, Math.floor(bodyHeight / rowHeight) - 1);
    const next = moveSelection(selection, event, { rows: model.rowCount, columns: model.columnCount, page });
    if (!next) return;
    event.preventDefault();
    setSelection(next);
    reveal(next.toRow, next.toColumn);
  };

  const onCopy = (event: ClipboardEvent<HTMLDivElement>) => {
    if ((document.getSelection()?.toString() ?? '') !== '' && event.target !== event.currentTarget) return;
    event.preventDefault();
    const cells = model.copyCells(bounds);
    const table = cells ? copiedTable(cells) : onCopyFar(bounds);
    if (!table) return;
    event.clipboardData.setData('text/plain', table.text);
    event.clipboardData.setData('text/html', table.html);
  };

  const bounds = useMemo(() => selectionBounds(selection), [selection]);
  const pick = (event: MouseEvent<HTMLDivElement>) => {
    const cell = event.button === 0 ? cellUnder(event, model) : null;
    if (cell) select(cell.row, cell.column, event.shiftKey);
  };
  const choose = (event: MouseEvent<HTMLDivElement>) => {
    const cell = event.shiftKey ? null : cellUnder(event, model);
    if (cell && model.cellAt(cell.row, cell.column)) onChoose?.(cell.row, cell.column, event.ctrlKey || event.metaKey);
  };
  const openMenu = (event: MouseEvent<HTMLDivElement>) => {
    const cell = cellUnder(event, model);
    if (!cell || !onCellMenu) return;
    event.preventDefault();
    select(cell.row, cell.column, false);
    onCellMenu(cell.row, cell.column, { x: event.clientX, y: event.clientY });
  };
  const tellExact = (event: MouseEvent<HTMLDivElement>) => {
    const cell = cellUnder(event, model);
    if (cell) cell.element.title = model.cellAt(cell.row, cell.column)?.exact ?? '';
  };
  const visible: number[] = [];
  for (let row = rows.from; row <= rows.to; row += 1) visible.push(row);

  return (
    <div
      ref={box}
      className={styles.grid}
      data-framed={isFramed || undefined}
      role="treegrid"
      aria-label={label}
      aria-rowcount={model.rowCount + model.levels}
      aria-colcount={model.columnCount + 1}
      aria-multiselectable="true"
      aria-activedescendant={`${id}-${selection.toRow}-${selection.toColumn}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onCopy={onCopy}
      data-testid="pivot-grid"
    >
      <div
        className={styles.sheet}
        style={{ width, height: top + model.rowCount * rowHeight }}
        role="presentation"
        data-picture="extent"
      >
        <PivotHead model={model} columns={columns} width={width} onSort={onSort} onToggle={onToggle} onResize={pull} />
        {/* biome-ignore-start lint/a11y/useSemanticElements: see above */}
        {/* biome-ignore-start lint/a11y/useKeyWithClickEvents: the grid itself takes the keys */}
        {/* biome-ignore-start lint/a11y/useKeyWithMouseEvents: the active cell has its title by itself */}
        <div
          role="rowgroup"
          className={styles.body}
          style={{ height: model.rowCount * rowHeight }}
          onMouseDown={pick}
          onClick={choose}
          onContextMenu={openMenu}
          onMouseOver={tellExact}
        >
          {/* biome-ignore-end lint/a11y/useKeyWithMouseEvents: see above */}
          {/* biome-ignore-end lint/a11y/useKeyWithClickEvents: see above */}
          {/* biome-ignore-end lint/a11y/useSemanticElements: see above */}
          {visible.map((row) => (
            <PivotRow
              key={row}
              id={id}
              model={model}
              row={row}
              columns={columns}
              width={width}
              bounds={bounds.fromRow <= row && row <= bounds.toRow ? bounds : null}
              active={selection.toRow === row ? selection.toColumn : null}
              onSelect={select}
              onToggle={onToggle}
              onMenu={onCellMenu}
              onChoose={onChoose}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

/** The cell that the pointer is over; none of its own listeners, because there are hundreds of them. */
function cellUnder(
  { target }: MouseEvent,
  { levels }: GridModel,
): { row: number; column: number; element: HTMLElement } | null {
  const element = target instanceof Element ? target.closest<HTMLElement>('[role="gridcell"]') : null;
  if (!element) return null;
  const row = Number(element.parentElement?.getAttribute('aria-rowindex')) - levels - 1;
  return { row, column: Number(element.getAttribute('aria-colindex')) - 2, element };
}

/** Columns as wide as their frame where they would leave it half empty; never narrower than they are. */
function spreadColumns(model: GridModel, width: number): GridModel {
  const inner = model.starts.at(-1) ?? 0;
  const room = width - model.headWidth;
  if (inner === 0 || room <= inner) return model;
  const share = Math.min(room / inner, 2.4);
  return { ...model, starts: model.starts.map((start) => Math.floor(start * share)) };
}

interface PulledColumn {
  key: string;
  width: number;
  /** The model shown when the edge was let go; the next one has the width by itself. */
  letGoOver: GridModel | null;
}

/** The model with one kind of column as wide as it is being pulled. */
function withWidth(model: GridModel, { key, width }: PulledColumn): GridModel {
  const headColumns = model.headColumns.map((head) => (head.key === key ? { ...head, width } : head));
  const starts = [0];
  for (let column = 0; column < model.columnCount; column += 1) {
    const own = (model.starts[column + 1] ?? 0) - (model.starts[column] ?? 0);
    starts.push((starts[column] ?? 0) + (model.columnKey(column) === key ? width : own));
  }
  return { ...model, headColumns, headWidth: headColumns.reduce((sum, one) => sum + one.width, 0), starts };
}

export type { GridCell };

/** Where the innermost of a row's heads that leads somewhere leads. */
function linkIn(model: GridModel, row: number): string | null {
  const found = model.headColumns.map((_, column) => model.links?.of(row, column) ?? null);
  return found.findLast((address) => address !== null) ?? null;
}
