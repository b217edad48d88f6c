import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from '../../i18n/index.ts';
import { EmptyState } from '../../ui/index.ts';
import styles from './deliveries.module.css';

interface RecordsProps<T> {
  rows: readonly T[] | undefined;
  keyOf: (row: T) => string;
  columns: { title: string; cell: (row: T) => ReactNode; isFigure?: boolean }[];
  /** What is said, shown and offered where there is nothing yet. */
  empty: { title: string; hint: string; picture?: ReactNode; action?: ReactNode };
  label: string;
  /** Key of the row that the address names: brought into sight. */
  marked?: string | undefined;
}

/** A plain table of records with an empty state that teaches. */
export function Records<T>({ rows, keyOf, columns, empty, label, marked }: RecordsProps<T>) {
  const { t } = useTranslation('deliveries');
  const place = useRef<HTMLTableRowElement>(null);
  const isThere = marked !== undefined && rows?.some((row) => keyOf(row) === marked);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another name in the address is another row
  useEffect(() => {
    if (isThere) place.current?.scrollIntoView({ block: 'center' });
  }, [isThere, marked]);
  if (rows === undefined) return <div className={styles.skeleton} aria-busy="true" />;
  if (rows.length === 0) return <EmptyState {...empty} />;
  return (
    <div className={styles.scroll}>
      <table className={styles.table} aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.title} scope="col" className={column.isFigure ? styles.figure : undefined}>
                {column.title === '' ? <span className="visually-hidden">{t('actions')}</span> : column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)} {...(keyOf(row) === marked ? { ref: place, 'aria-current': true } : {})}>
              {columns.map((column) => (
                <td key={column.title} className={column.isFigure ? styles.figure : undefined}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A state in words with a dot; the colour only repeats the word. */
export function State({ tone, children }: { tone: 'good' | 'bad' | 'busy' | 'quiet'; children: ReactNode }) {
  return (
    <span className={styles.state} data-tone={tone}>
      {children}
    </span>
  );
}
