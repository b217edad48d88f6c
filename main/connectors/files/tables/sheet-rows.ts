import { maxColumns } from '../limits.ts';
import { rowsOfCells } from '../text-records.ts';
import { CellBuilder } from './cell-builder.ts';
import type { SheetTarget } from './sheet-cells.ts';
import { type CellsAsked, type TableCells, type TableRows, tablesKept } from './table-file.ts';

/** Collects rows as texts: where the columns are not known yet, or cells are merged. */
export class TextRows implements SheetTarget {
  /** One more for cells that say no column. */
  readonly builder = new CellBuilder(maxColumns + 1);
  readonly #onRow: (cells: string[], row: number) => void;
  readonly #columns: number[] = [];

  constructor(onRow: (cells: string[], row: number) => void) {
    this.#onRow = onRow;
    this.builder.begin(1);
  }

  place(column: number): number {
    this.#columns.push(column);
    return column < 0 ? maxColumns : column;
  }

  end(row: number): void {
    const cells = new Array<string>(Math.max(0, ...this.#columns.map((column) => column + 1))).fill('');
    for (const column of this.#columns) if (column >= 0) cells[column] = this.builder.textOf(column);
    this.#columns.length = 0;
    this.builder.begin(1);
    this.#onRow(cells, row);
  }
}

/** Of a text of more than some 128 kB V8 makes a large object, which outlives dozens of tables. */
const tableUnits = 120_000;
const tableCells = 1 << 15;

/** Lays rows out as tables of cells. A table with a row that is wider than the header comes as texts. */
export class TableRowsOut implements SheetTarget {
  builder: CellBuilder;
  /** What is ready, in order. */
  readonly ready: (TableCells | TableRows)[] = [];
  /** Share of the sheet read, for what is put in `ready`. */
  progress = 0;
  readonly #asked: CellsAsked;
  readonly #capacity: number;
  readonly #given: CellBuilder[] = [];
  #builder: CellBuilder;
  readonly #numbers: number[] = [];
  /** Cells beyond the last column, of the present row. */
  readonly #beyond = new CellBuilder(1);
  readonly #wide: { column: number; text: string }[] = [];
  #wideColumn = -1;

  constructor(asked: CellsAsked) {
    this.#asked = asked;
    this.#capacity = Math.max(16, Math.floor(tableCells / asked.width));
    this.#builder = new CellBuilder(asked.width);
    this.#builder.begin(this.#capacity);
    this.builder = this.#builder;
  }

  place(column: number): number {
    if (this.#wideColumn >= 0) this.#takeWide();
    if (column >= 0 && column < this.#asked.width) {
      this.builder = this.#builder;
      return this.#numbers.length * this.#asked.width + column;
    }
    this.#beyond.begin(1);
    this.builder = this.#beyond;
    this.#wideColumn = column;
    return 0;
  }

  end(row: number): void {
    this.#takeWide();
    const wide = this.#wide.splice(0).filter(({ text }) => text.trim() !== '');
    if (row < this.#asked.skipped) {
      this.#builder.clearRow(this.#numbers.length);
      return;
    }
    this.#numbers.push(row + 1);
    if (wide.length > 0) this.#giveAsTexts(wide);
    else if (this.#numbers.length === this.#capacity || this.#builder.used >= tableUnits) this.flush();
  }

  /** Makes a table of the rows there are. */
  flush(): void {
    const rows = this.#numbers.length;
    if (rows === 0) return;
    this.#numbers.length = 0;
    this.ready.push({ table: this.#builder.finish(rows), progress: this.progress });
    this.#given.push(this.#builder);
    // Those that are waiting and those that can still be asked about are not used again.
    const isFree = this.#given.length > tablesKept + this.ready.length;
    this.#builder = (isFree ? this.#given.shift() : undefined) ?? new CellBuilder(this.#asked.width);
    this.#builder.begin(this.#capacity);
  }

  #giveAsTexts(wide: readonly { column: number; text: string }[]): void {
    const rows = this.#numbers.length;
    const table = this.#builder.whole();
    const texts = rowsOfCells(
      table,
      Array.from({ length: rows }, (_, row) => row),
    );
    const last = texts.at(-1) ?? [];
    for (const { column, text } of wide) {
      while (last.length < column) last.push('');
      last[column] = text;
    }
    this.ready.push({ rows: texts, numbers: this.#numbers.splice(0), progress: this.progress });
    this.#builder.begin(this.#capacity);
  }

  #takeWide(): void {
    if (this.#wideColumn >= 0) this.#wide.push({ column: this.#wideColumn, text: this.#beyond.textOf(0) });
    this.#wideColumn = -1;
  }
}
