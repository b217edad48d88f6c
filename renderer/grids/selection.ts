/** A rectangle from where it was begun to where it ends; column −1 is the heads of rows. */
export interface GridSelection {
  row: number;
  column: number;
  toRow: number;
  toColumn: number;
}

export interface GridBounds {
  fromRow: number;
  toRow: number;
  fromColumn: number;
  toColumn: number;
}

export function selectionBounds({ row, column, toRow, toColumn }: GridSelection): GridBounds {
  return {
    fromRow: Math.min(row, toRow),
    toRow: Math.max(row, toRow),
    fromColumn: Math.min(column, toColumn),
    toColumn: Math.max(column, toColumn),
  };
}

interface Key {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
}

/** Where a key leads, as in a spreadsheet; null for keys that lead nowhere. Shift stretches the rectangle. */
export function moveSelection(
  selection: GridSelection,
  { key, ctrlKey, metaKey, shiftKey }: Key,
  { rows, columns, page }: { rows: number; columns: number; page: number },
): GridSelection | null {
  const isFar = ctrlKey || metaKey;
  if (isFar && key.toLowerCase() === 'a') return { row: 0, column: -1, toRow: rows - 1, toColumn: columns - 1 };
  let { toRow, toColumn } = selection;
  switch (key) {
    case 'ArrowUp':
      toRow = isFar ? 0 : toRow - 1;
      break;
    case 'ArrowDown':
      toRow = isFar ? rows - 1 : toRow + 1;
      break;
    case 'ArrowLeft':
      toColumn = isFar ? -1 : toColumn - 1;
      break;
    case 'ArrowRight':
      toColumn = isFar ? columns - 1 : toColumn + 1;
      break;
    case 'PageUp':
      toRow -= page;
      break;
    case 'PageDown':
      toRow += page;
      break;
    case 'Home':
      toColumn = -1;
      if (isFar) toRow = 0;
      break;
    case 'End':
      toColumn = columns - 1;
      if (isFar) toRow = rows - 1;
      break;
    default:
      return null;
  }
  toRow = Math.max(0, Math.min(rows - 1, toRow));
  toColumn = Math.max(-1, Math.min(columns - 1, toColumn));
  return shiftKey ? { ...selection, toRow, toColumn } : { row: toRow, column: toColumn, toRow, toColumn };
}
