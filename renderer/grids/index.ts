export { type CopiedTable, type CopyCell, copiedTable } from './copy.ts';
export type { GridCell, GridModel } from './grid-model.ts';
export { PivotGrid } from './pivot-grid.tsx';
export type { GridBounds } from './selection.ts';
export { type TableLook, tableDrawing } from './table-drawing.ts';
