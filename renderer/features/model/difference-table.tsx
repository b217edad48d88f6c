import { useTranslation } from '../../i18n/index.ts';
import styles from './difference-table.module.css';

interface DifferenceTableProps {
  /** Names of the two that are compared. */
  before: string;
  after: string;
  rows: readonly { part: string; before: string; after: string; isChanged: boolean; note?: string | undefined }[];
}

/** Two versions beside each other, part by part; what differs stands out. */
export function DifferenceTable({ before, after, rows }: DifferenceTableProps) {
  const { t } = useTranslation('model');
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keys
    <section className={styles.scroll} tabIndex={0} aria-label={t('difference')}>
      <table className={styles.table} data-testid="difference">
        <thead>
          <tr>
            <th scope="col">{t('definitionPart')}</th>
            <th scope="col">{before}</th>
            <th scope="col">{after}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.part} data-changed={row.isChanged}>
              <th scope="row">{row.part}</th>
              <td>{row.before}</td>
              <td>
                {row.after}
                {row.note ? <em className={styles.note}>{row.note}</em> : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
