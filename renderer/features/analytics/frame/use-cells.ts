import { type FocusEvent, type KeyboardEvent, type MouseEvent, type RefObject, useEffect, useRef } from 'react';

interface CellHandlers {
  /** A cell that says it can be opened was clicked, or Enter pressed on it. */
  onOpen: (row: number, column: number) => void;
  titleOf: ((row: number, column: number) => string) | undefined;
}

interface CellEvents {
  ref: RefObject<HTMLTableElement | null>;
  onClick: (event: MouseEvent) => void;
  onKeyDown: (event: KeyboardEvent) => void;
  onFocus: (event: FocusEvent) => void;
  onMouseOver: (event: MouseEvent) => void;
}

interface Position {
  row: number;
  column: number;
}

/** Rows that Page Up and Page Down pass. */
const page = 10;

/**
 * One handler for all cells of a grid, and one stop for the Tab key among them: arrows, Home, End and the page keys lead
 * from cell to cell, Enter and Space open. What belongs to the single cell with the focus is set on the element, so that
 * moving it draws nothing anew.
 */
export function useCells({ onOpen, titleOf }: CellHandlers): CellEvents {
  const ref = useRef<HTMLTableElement>(null);
  // Rows come and go with the figures; there is always a cell that Tab leads to.
  useEffect(() => {
    const grid = ref.current;
    if (!grid || grid.querySelector('td[tabindex]')) return;
    grid.querySelector('td')?.setAttribute('tabindex', '0');
  });
  const tell = (cell: HTMLTableCellElement) => {
    const title = titleOf && cell.textContent !== '' ? at(cell, titleOf) : '';
    if (title !== '') cell.title = title;
    else cell.removeAttribute('title');
  };
  const open = (cell: HTMLTableCellElement) => {
    if (cell.dataset.open !== undefined) at(cell, onOpen);
  };
  return {
    ref,
    onClick: ({ target }) => {
      const cell = cellOf(target);
      if (!cell) return;
      makeStop(ref.current, cell);
      open(cell);
    },
    onFocus: ({ target }) => {
      const cell = cellOf(target);
      if (!cell) return;
      tell(cell);
      if (cell.dataset.open === undefined) cell.removeAttribute('aria-haspopup');
      else cell.setAttribute('aria-haspopup', 'dialog');
    },
    onMouseOver: ({ target }) => {
      const cell = cellOf(target);
      if (cell) tell(cell);
    },
    onKeyDown: (event) => {
      const cell = event.target;
      if (!(cell instanceof HTMLTableCellElement) || event.altKey || event.metaKey) return;
      if (event.key === 'Enter' || event.key === ' ') {
        event.preventDefault();
        open(cell);
        return;
      }
      const next = cellAfter(event.key, event.ctrlKey, cell);
      if (!next) return;
      event.preventDefault();
      makeStop(ref.current, next);
      next.focus();
    },
  };
}

function cellOf(target: EventTarget): HTMLTableCellElement | null {
  return target instanceof Element ? target.closest('td') : null;
}

/** The cell's place: rows below the heads, columns beside the label. */
function at<T>(cell: HTMLTableCellElement, tell: (row: number, column: number) => T): T {
  const { row, column } = positionOf(cell);
  return tell(row, column);
}

const rowOf = ({ parentElement }: HTMLTableCellElement): HTMLTableRowElement | null =>
  parentElement instanceof HTMLTableRowElement ? parentElement : null;

const positionOf = (cell: HTMLTableCellElement): Position => ({
  row: rowOf(cell)?.sectionRowIndex ?? -1,
  column: cell.cellIndex - 1,
});

function makeStop(grid: HTMLElement | null, cell: HTMLElement): void {
  for (const former of grid?.querySelectorAll('td[tabindex]') ?? []) former.removeAttribute('tabindex');
  cell.tabIndex = 0;
}

/** The cell that a key leads to; null for other keys. */
function cellAfter(key: string, isFar: boolean, cell: HTMLTableCellElement): HTMLTableCellElement | null {
  const row = rowOf(cell);
  const rows = row?.parentElement instanceof HTMLTableSectionElement ? row.parentElement.rows : null;
  if (!row || !rows) return null;
  const next = placeAfter(key, isFar, positionOf(cell), { row: rows.length, column: row.cells.length - 1 });
  return (next && rows[next.row]?.cells[next.column + 1]) ?? null;
}

/** The place in a grid of so many rows and columns that a key leads to; null for other keys. */
export function placeAfter(key: string, isFar: boolean, { row, column }: Position, size: Position): Position | null {
  const to = (nextRow: number, nextColumn: number): Position => ({
    row: Math.max(0, Math.min(size.row - 1, nextRow)),
    column: Math.max(0, Math.min(size.column - 1, nextColumn)),
  });
  switch (key) {
    case 'ArrowLeft':
      return to(row, isFar ? 0 : column - 1);
    case 'ArrowRight':
      return to(row, isFar ? size.column - 1 : column + 1);
    case 'ArrowUp':
      return to(isFar ? 0 : row - 1, column);
    case 'ArrowDown':
      return to(isFar ? size.row - 1 : row + 1, column);
    case 'PageUp':
      return to(row - page, column);
    case 'PageDown':
      return to(row + page, column);
    case 'Home':
      return to(isFar ? 0 : row, 0);
    case 'End':
      return to(isFar ? size.row - 1 : row, size.column - 1);
    default:
      return null;
  }
}
