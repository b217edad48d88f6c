import { formatDay, formatExact } from '../../../format/index.ts';
import { useLanguage, useTranslation } from '../../../i18n/index.ts';
import { type CubeRow, figure, personFields, viewOf } from '../../../queries/index.ts';
import { CustomerLink } from '../../customers/index.ts';
import { valueLabel } from '../../tiles/index.ts';
import { useBoardState } from '../board-context.ts';
import styles from './interact.module.css';

interface RowsTableProps {
  rows: readonly CubeRow[];
  columns: readonly string[];
  /** A row was chosen; rows are plain where nothing follows from it. */
  onRow?: (row: CubeRow) => void;
  /** More can be done with a row, at a place of the window. */
  onMenu?: (row: CubeRow, at: { x: number; y: number }) => void;
}

/** Rows of an answer as a plain table, figures in full. */
export function RowsTable({ rows, columns, onRow, onMenu }: RowsTableProps) {
  const { t } = useTranslation('boards');
  const language = useLanguage();
  const { members, member, workspace } = useBoardState();
  const [personId = '', personName = ''] = personFields(viewOf(columns.at(-1) ?? ''), members);
  const hasPerson = columns.includes(personId) && columns.includes(personName);
  const shown = hasPerson ? columns.filter((name) => name !== personId) : columns;
  const text = (row: CubeRow, name: string): string => {
    const raw = row[name];
    if (raw === null || raw === undefined || raw === '') return '—';
    const known = members.get(name);
    if (known?.kind === 'measure') {
      const value = figure(raw);
      return value === null
        ? String(raw)
        : formatExact(value, { unit: known.unit, language, currency: workspace.currency });
    }
    const isTime = typeof raw === 'string' && /^\d{4}-\d{2}-\d{2}T/.test(raw);
    return isTime
      ? `${formatDay(String(raw).slice(0, 10), language)} ${String(raw).slice(11, 16)}`.replace(' 00:00', '')
      : valueLabel(name, String(raw), language, '—');
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={styles.scroll} tabIndex={0} aria-label={t('rows')}>
      <table className={styles.rows}>
        <thead>
          <tr>
            {shown.map((name) => (
              <th key={name} scope="col" data-figure={members.get(name)?.kind === 'measure'}>
                {member(name.replace(/\.(day|week|month|quarter|year)$/, '')).title}
              </th>
            ))}
            {onRow ? <th scope="col">{t('action')}</th> : null}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of an answer have no identity
            <tr key={index}>
              {shown.map((name) => (
                <td key={name} data-figure={members.get(name)?.kind === 'measure'}>
                  {hasPerson && name === personName ? (
                    <CustomerLink id={figure(row[personId])}>{text(row, name)}</CustomerLink>
                  ) : (
                    text(row, name)
                  )}
                </td>
              ))}
              {onRow ? (
                <td>
                  <button type="button" className={styles.link} onClick={() => onRow(row)}>
                    {t('filterByThis')}
                  </button>
                  {onMenu ? (
                    <button
                      type="button"
                      className={styles.link}
                      onClick={({ currentTarget }) => {
                        const { left, bottom } = currentTarget.getBoundingClientRect();
                        onMenu(row, { x: left, y: bottom });
                      }}
                    >
                      {t('moreOfThis')}
                    </button>
                  ) : null}
                </td>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
