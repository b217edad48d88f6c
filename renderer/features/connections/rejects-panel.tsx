import { Button } from 'antd';
import { useState } from 'react';
import type { RejectedRow } from '../../../contract/connections.ts';
import { formatCount } from '../../format/index.ts';
import { useTranslation } from '../../i18n/index.ts';
import parts from './connections.module.css';
import styles from './rejects-panel.module.css';
import { useRejects, useReplay } from './requests.ts';

/** Rows that were kept out, whole and with their reasons; they can be put right here and imported again. */
export function RejectsPanel({ id, onMap }: { id: string; onMap: (stream: string) => void }) {
  const { t } = useTranslation('connections');
  const rejects = useRejects(id);
  const replay = useReplay(id);
  const data = rejects.data;
  if (!data || data.total === 0) return null;
  const groups = new Map<string, RejectedRow[]>();
  for (const row of data.rows) groups.set(row.importId, [...(groups.get(row.importId) ?? []), row]);
  return (
    <section aria-label={t('rejects.title')} data-testid="rejects">
      <h2 className={parts.heading}>
        {t('rejects.title')} <span className={parts.aside}>{formatCount(data.total)}</span>
      </h2>
      <p className={parts.help}>{t('rejects.hint')}</p>
      {replay.data ? (
        <p className={parts.help} role="status">
          {t('rejects.done', { count: replay.data.rows })}
        </p>
      ) : null}
      {replay.error ? <p className={parts.fault}>{replay.error.message}</p> : null}
      {[...groups].map(([importId, rows]) => (
        <div key={importId} className={parts.scroll}>
          <div className={parts.row} style={{ margin: '8px 0' }}>
            <strong>{rows[0]?.stream}</strong>
            <Button size="small" loading={replay.isPending} onClick={() => replay.mutate({ importId })}>
              {t('rejects.replayAll')}
            </Button>
            <Button size="small" onClick={() => onMap(rows[0]?.stream ?? '')}>
              {t('rejects.map')}
            </Button>
          </div>
          <table className={`${parts.table} ${styles.rows}`}>
            <thead>
              <tr>
                <th scope="col" className={styles.number}>
                  {t('rejects.row')}
                </th>
                <th scope="col">{t('rejects.reason')}</th>
                {(rows[0]?.columns ?? []).map((column) => (
                  <th scope="col" key={column}>
                    {column}
                  </th>
                ))}
                <th scope="col" className={styles.again}>
                  <span className="visually-hidden">{t('rejects.replayOne')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <RejectRow
                  key={row.rowNumber}
                  row={row}
                  isBusy={replay.isPending}
                  onReplay={(values) => replay.mutate({ importId, rows: [{ rowNumber: row.rowNumber, values }] })}
                />
              ))}
            </tbody>
          </table>
        </div>
      ))}
      {data.rows.length < data.total ? (
        <p className={parts.help}>{t('rejects.more', { shown: data.rows.length, total: formatCount(data.total) })}</p>
      ) : null}
    </section>
  );
}

interface RejectRowProps {
  row: RejectedRow;
  isBusy: boolean;
  onReplay: (values: string[]) => void;
}

function RejectRow({ row, isBusy, onReplay }: RejectRowProps) {
  const { t } = useTranslation('connections');
  const [values, setValues] = useState(row.values);
  const bad = new Set(row.reasons.map(({ value }) => value));
  return (
    <tr>
      <th scope="row" className={styles.number}>
        {formatCount(row.rowNumber)}
      </th>
      <td className={styles.reason}>{row.reasons.map(({ message }) => message).join(' ')}</td>
      {row.columns.map((column, index) => (
        <td key={column}>
          <input
            className={parts.cell}
            value={values[index] ?? ''}
            aria-label={column}
            data-bad={bad.has(row.values[index] ?? '') || undefined}
            onChange={(event) =>
              setValues(row.columns.map((_, at) => (at === index ? event.target.value : (values[at] ?? ''))))
            }
          />
        </td>
      ))}
      <td className={styles.again}>
        <Button size="small" disabled={isBusy} onClick={() => onReplay(values)}>
          {t('rejects.replayOne')}
        </Button>
      </td>
    </tr>
  );
}
