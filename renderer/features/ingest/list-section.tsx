import type { ReactNode } from 'react';
import styles from './ingest.module.css';

interface ListSectionProps {
  id: string;
  title: string;
  intro: string;
  /** Makes a new one. */
  action: ReactNode;
  /** Said in place of the table while there is nothing to list. */
  empty: string;
  columns: readonly string[];
  rows: readonly ReactNode[];
  children?: ReactNode;
}

/** A kind of way in: what it is for, those there are, and how to make one. */
export function ListSection({ id, title, intro, action, empty, columns, rows, children }: ListSectionProps) {
  return (
    <section className={styles.section} aria-labelledby={id}>
      <div className={styles.head}>
        <div>
          <h2 className={styles.title} id={id}>
            {title}
          </h2>
          <p className={styles.intro}>{intro}</p>
        </div>
        {action}
      </div>
      {rows.length === 0 ? (
        <p className={styles.quiet}>{empty}</p>
      ) : (
        <table className={styles.table}>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
              <td />
            </tr>
          </thead>
          <tbody>{rows}</tbody>
        </table>
      )}
      {children}
    </section>
  );
}
