import type { ReactNode } from 'react';
import styles from './difference-table.module.css';

export interface DifferenceRow {
  part: string;
  before: string;
  after: string;
  isChanged: boolean;
  /** Said below what it is after. */
  note?: string | undefined;
}

export interface DifferenceGroup {
  id: string;
  /** What the rows below belong to, with what can be done about it; left out where there is one group. */
  head?: ReactNode;
  rows: readonly DifferenceRow[];
}

interface DifferenceTableProps {
  label: string;
  /** What is compared, and the names of the two. */
  heads: { part: string; before: string; after: string };
  groups: readonly DifferenceGroup[];
}

/** Two versions beside each other, part by part; what differs stands out. */
export function DifferenceTable({ label, heads, groups }: DifferenceTableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keys
    <section className={styles.scroll} tabIndex={0} aria-label={label}>
      <table className={styles.table} data-testid="difference">
        <thead>
          <tr>
            <th scope="col">{heads.part}</th>
            <th scope="col">{heads.before}</th>
            <th scope="col">{heads.after}</th>
          </tr>
        </thead>
        {groups.map(({ id, head, rows }) => (
          <tbody key={id} data-testid={`difference-${id}`}>
            {head === undefined ? null : (
              <tr>
                <th scope="rowgroup" colSpan={3} className={styles.group}>
                  <div>{head}</div>
                </th>
              </tr>
            )}
            {rows.map((row) => (
              <tr key={row.part} data-changed={row.isChanged || undefined}>
                <th scope="row">{row.part}</th>
                <td>{row.before}</td>
                <td>
                  {row.after}
                  {row.note ? <em className={styles.note}>{row.note}</em> : null}
                </td>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </section>
  );
}
