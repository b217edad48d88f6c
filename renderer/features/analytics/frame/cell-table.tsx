import { type CSSProperties, memo, type ReactNode } from 'react';
import styles from './cell-table.module.css';
import { useCells } from './use-cells.ts';

/** One figure. Plain values only, so that a row whose figures stayed is not drawn again. */
export interface TableCell {
  text: string;
  /** Opens the people behind it. */
  isOpen?: boolean;
  /** 0..1, depth of the colour; left out: none. */
  depth?: number;
  /** Still growing: hatched. */
  isIncomplete?: boolean;
}

export interface TableRow {
  key: string;
  label: string;
  /** Shown instead of the label, where that is more than words. */
  head?: ReactNode;
  /** Null: has not happened. */
  cells: readonly (TableCell | null)[];
  isTotal?: boolean;
}

export interface CellTableProps {
  label: string;
  /** The corner first. */
  heads: readonly { name: string; hint?: string }[];
  rows: readonly TableRow[];
  onOpen: (key: string, column: number) => void;
  /** What a cell says under the pointer; asked for only then. */
  titleOf?: (key: string, column: number) => string;
  look: 'heat' | 'plain';
  /** Widths of the columns, as the look's style sheet names them. */
  widths: Record<`--${string}`, string>;
}

/**
 * Thousands of figures that can each be opened: cells are nothing but cells, one handler serves all, arrow keys lead from
 * one to the next, and rows out of sight are in the page but neither styled nor laid out.
 */
export function CellTable({ label, heads, rows, onOpen, titleOf, look, widths }: CellTableProps) {
  const cells = useCells({
    onOpen: (row, column) => onOpen(rows[row]?.key ?? '', column),
    titleOf: titleOf && ((row, column) => titleOf(rows[row]?.key ?? '', column)),
  });
  const style = { ...widths, '--count': Math.max(1, heads.length - 1) } as CSSProperties;
  return (
    <div className={styles.scroll} data-look={look} data-tall={look === 'plain' || undefined}>
      {/* A grid to the eye as well: a table's own layout measures every cell for the width of each. */}
      <table
        className={styles.table}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: its cells are gone through by arrow keys
        role="grid"
        aria-label={label}
        aria-rowcount={rows.length + 1}
        style={style}
        {...cells}
      >
        <thead className={styles.group}>
          <tr className={styles.heads}>
            {heads.map(({ name, hint }) => (
              <th key={name} className={styles.head} scope="col" title={hint}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className={styles.group}>
          {rows.map((row) => (
            <Row key={row.key} row={row} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Steps of the colour; the last is that of a depth of one. */
const depths = 25;

const Row = memo(
  function Row({ row: { label, head, cells, isTotal } }: { row: TableRow }) {
    return (
      <tr className={styles.row} data-total={isTotal || undefined}>
        <th className={styles.label} scope="row">
          {head ?? label}
        </th>
        {cells.map((cell, column) => {
          // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
          if (cell === null) return <td key={column} />;
          const { text, isOpen, depth, isIncomplete } = cell;
          return (
            <td
              // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
              key={column}
              className={styles.cell}
              data-depth={depth === undefined ? undefined : stepOf(depth)}
              data-open={isOpen || undefined}
              data-incomplete={isIncomplete || undefined}
            >
              {text}
            </td>
          );
        })}
      </tr>
    );
  },
  ({ row: before }, { row: now }) =>
    before.label === now.label &&
    before.head === now.head &&
    before.isTotal === now.isTotal &&
    before.cells.length === now.cells.length &&
    before.cells.every((cell, column) => isSame(cell, now.cells[column] ?? null)),
);

const stepOf = (depth: number): number =>
  depth >= 1 ? depths : Math.min(depths - 1, Math.round(Math.max(0, depth) * depths));

function isSame(before: TableCell | null, now: TableCell | null): boolean {
  if (before === null || now === null) return before === now;
  return (
    before.text === now.text &&
    before.isOpen === now.isOpen &&
    before.depth === now.depth &&
    before.isIncomplete === now.isIncomplete
  );
}
