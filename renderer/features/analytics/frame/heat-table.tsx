import type { CSSProperties, ReactNode } from 'react';
import styles from './heat-table.module.css';

export interface HeatCell {
  text: string;
  /** 0..1, depth of the colour. */
  depth: number;
  /** Still growing: hatched. */
  isIncomplete?: boolean;
  title: string;
  onOpen?: () => void;
}

export interface HeatRow {
  key: string;
  label: ReactNode;
  /** Size of the row; opens everybody in it. */
  size: { text: string; onOpen?: () => void };
  /** Null: has not happened. */
  cells: (HeatCell | null)[];
  isTotal?: boolean;
}

interface HeatTableProps {
  caption: string;
  corner: string;
  sizeName: string;
  columns: readonly string[];
  rows: readonly HeatRow[];
}

/** A table whose cells are the deeper the larger: a real one, so that every figure can be read out and opened. */
export function HeatTable({ caption, corner, sizeName, columns, rows }: HeatTableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable without a pointer
    // biome-ignore lint/a11y/useSemanticElements: a group of cells, no form
    <div className={styles.scroll} role="group" aria-label={caption} tabIndex={0}>
      <table className={styles.table}>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{corner}</th>
            <th scope="col" className={styles.size}>
              {sizeName}
            </th>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, label, size, cells, isTotal }) => (
            <tr key={key} data-total={isTotal || undefined}>
              <th scope="row">{label}</th>
              <td className={styles.size}>
                <Openable onOpen={size.onOpen} className={styles.plain}>
                  {size.text}
                </Openable>
              </td>
              {columns.map((column, index) => (
                <Cell key={column} cell={cells[index] ?? null} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ cell }: { cell: HeatCell | null }) {
  if (!cell) return <td className={styles.blank} />;
  const depth = Math.max(0, Math.min(1, cell.depth));
  return (
    <td>
      <Openable
        onOpen={cell.onOpen}
        className={styles.cell}
        title={cell.title}
        isIncomplete={cell.isIncomplete === true}
        isDeep={depth === 1}
        style={{ '--depth': `${Math.round(6 + depth * 94)}%` } as CSSProperties}
      >
        {cell.text}
      </Openable>
    </td>
  );
}

interface OpenableProps {
  onOpen: (() => void) | undefined;
  className: string | undefined;
  title?: string;
  isIncomplete?: boolean;
  isDeep?: boolean;
  style?: CSSProperties;
  children: ReactNode;
}

function Openable({ onOpen, className, title, isIncomplete, isDeep, style, children }: OpenableProps) {
  const data = { 'data-incomplete': isIncomplete || undefined, 'data-deep': isDeep || undefined };
  if (!onOpen) {
    return (
      <span className={className} title={title} style={style} {...data}>
        {children}
      </span>
    );
  }
  return (
    <button type="button" className={className} title={title} style={style} onClick={onOpen} {...data}>
      {children}
    </button>
  );
}
