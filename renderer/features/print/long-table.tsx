import { useLayoutEffect, useRef } from 'react';
import { headSpans } from '../../../contract/pivot-grid.ts';
import { formatCount } from '../../format/index.ts';
import { useTranslation } from '../../i18n/index.ts';
import type { CubeRow } from '../../queries/index.ts';
import type { RowChunk } from './pages.ts';
import styles from './print.module.css';
import { type PrintColumn, type PrintTable, type RowLook, sumsUpTo } from './print-table.ts';

/** Heights and widths of a table as the page sets it. */
export interface TableSize {
  rows: number[];
  head: number;
  columns: number[];
}

/** The whole table out of sight, once, to learn how high its rows and how wide its columns are. */
export function TableMeasure({
  table,
  width,
  onSize,
}: {
  table: PrintTable;
  width: number;
  onSize: (size: TableSize) => void;
}) {
  const element = useRef<HTMLTableElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another table or width has other heights
  useLayoutEffect(() => {
    let isGone = false;
    const measure = async () => {
      // Faces come in pieces by the characters used, and each changes heights.
      await document.fonts.ready;
      await new Promise((resolve) => requestAnimationFrame(resolve));
      await document.fonts.ready;
      const found = element.current;
      if (isGone || !found) return;
      const heads = [...found.querySelectorAll('thead tr:last-child th')];
      onSize({
        rows: [...found.querySelectorAll('tbody tr')].map((row) => (row as HTMLElement).offsetHeight),
        head: found.tHead?.offsetHeight ?? 0,
        columns: heads.map((head) => (head as HTMLElement).offsetWidth),
      });
    };
    void measure();
    return () => {
      isGone = true;
    };
  }, [table, width, onSize]);
  return (
    <div className={styles.measuring} style={{ width }} aria-hidden="true">
      <table className={styles.table} ref={element}>
        <Head columns={table.columns} />
        <tbody>
          {table.rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name of their own and never move
            <Row key={index} row={row} columns={table.columns} look={table.looks?.[index]} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface PartProps {
  table: PrintTable;
  chunk: RowChunk;
  /** Indexes of the columns of this part, and where that is not all of them, their place. */
  group: number[];
  part: { from: number; to: number; total: number } | null;
  widths: number[];
  isFirstGroup: boolean;
}

/** The rows of a table that stand on one page, under their head. */
export function TablePart({ table, chunk, group, part, widths, isFirstGroup }: PartProps) {
  const { t } = useTranslation('print');
  const columns = group.flatMap((index) => table.columns[index] ?? []);
  const isCarried = columns.some((column) => column.isAdditive);
  const isStart = chunk.isFirst && isFirstGroup;
  const note = [isStart ? table.note : '', part ? t('columnsPart', part) : ''].filter(Boolean).join(' · ');
  return (
    <div>
      <div className={styles.tableTitle}>
        {isStart ? (
          <h2 id={`tile-${table.id}-title`}>{table.title}</h2>
        ) : (
          <b>{t('continued', { title: table.title })}</b>
        )}
        <span>{note}</span>
      </div>
      <table className={styles.table} style={{ tableLayout: 'fixed' }}>
        <colgroup>
          {group.map((index) => (
            <col key={index} style={{ width: widths[index] }} />
          ))}
        </colgroup>
        <Head columns={columns} />
        <tbody>
          {isCarried && !chunk.isFirst ? (
            <SumRow
              word={t('broughtForward')}
              sums={sumsUpTo(table, chunk.from)}
              columns={columns}
              className={styles.sum}
            />
          ) : null}
          {table.rows.slice(chunk.from, chunk.to).map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name of their own and never move
            <Row key={index} row={row} columns={columns} look={table.looks?.[chunk.from + index]} />
          ))}
          {table.rows.length === 0 ? (
            <tr>
              <td colSpan={columns.length}>{t('noRows')}</td>
            </tr>
          ) : null}
          {isCarried && !chunk.isLast ? (
            <SumRow
              word={t('carriedForward')}
              sums={sumsUpTo(table, chunk.to)}
              columns={columns}
              className={styles.sum}
            />
          ) : null}
          {chunk.isLast && table.totals !== null && table.rows.length > 1 ? (
            <SumRow
              word={`${t('total')} (${t('rows', { count: table.rows.length }).replace(/\d+/, formatCount(table.rows.length))})`}
              sums={table.totals}
              columns={columns}
              className={styles.total}
            />
          ) : null}
        </tbody>
      </table>
    </div>
  );
}

function Head({ columns }: { columns: PrintColumn[] }) {
  const levels = columns.map(({ over = [] }) => over);
  const depth = Math.max(0, ...levels.map((over) => over.length));
  const texts = Array.from({ length: depth }, (_, level) => levels.map((over) => over[level] ?? ''));
  return (
    <thead>
      {texts.map((_, level) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: levels are known by their place
        <tr key={level}>
          {headSpans([...texts, []], level).map(({ from, to, text }) => (
            <th key={from} colSpan={to - from + 1} className={text === '' ? styles.noHead : styles.over}>
              {text}
            </th>
          ))}
        </tr>
      ))}
      <tr>
        {columns.map((column) => (
          <th key={column.key} scope="col" className={column.isFigure ? styles.figure : undefined}>
            {column.title}
          </th>
        ))}
      </tr>
    </thead>
  );
}

function Row({ row, columns, look }: { row: CubeRow; columns: PrintColumn[]; look: RowLook | undefined }) {
  return (
    <tr className={look?.isTotal ? styles.total : undefined}>
      {columns.map((column, index) => (
        <td
          key={column.key}
          className={column.isFigure ? styles.figure : undefined}
          style={index === 0 && look && look.depth > 0 ? { paddingLeft: 8 + 14 * look.depth } : undefined}
        >
          {column.text(row[column.key])}
        </td>
      ))}
    </tr>
  );
}

interface SumRowProps {
  word: string;
  sums: CubeRow;
  columns: PrintColumn[];
  className: string | undefined;
}

function SumRow({ word, sums, columns, className }: SumRowProps) {
  const labels = Math.max(
    1,
    columns.findIndex((column) => column.isFigure),
  );
  return (
    <tr className={className}>
      <td colSpan={labels}>{word}</td>
      {columns.slice(labels).map((column) => (
        <td key={column.key} className={column.isFigure ? styles.figure : undefined}>
          {sums[column.key] === undefined || sums[column.key] === null ? '' : column.text(sums[column.key])}
        </td>
      ))}
    </tr>
  );
}
