import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import type { Export } from '../../../contract/exports.ts';
import { formatBytes, formatCount, formatInstant } from '../../format/index.ts';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import { useStatus } from '../../queries/index.ts';
import styles from './deliveries.module.css';
import { Records, State } from './records.tsx';
import { exportsQuery, useChange } from './requests.ts';

const tones = { queued: 'quiet', running: 'busy', succeeded: 'good', failed: 'bad', cancelled: 'quiet' } as const;

/** Files that were made, for as long as they are kept. */
export function ExportList() {
  const { t } = useTranslation('deliveries');
  const language = useLanguage();
  const exports = useQuery(exportsQuery);
  const timezone = useStatus().data?.workspace.timezone ?? 'UTC';
  const change = useChange();
  const made = (row: Export) => {
    const size = row.sizeBytes === null ? null : formatBytes(row.sizeBytes);
    const pages = row.pages === null ? null : t('pages', { count: row.pages });
    const rows = row.rows === null ? null : t('rows', { count: row.rows, shown: formatCount(row.rows) });
    return [row.format.toUpperCase(), size, pages, rows].filter(Boolean).join(' · ');
  };
  return (
    <Records
      label={t('exports')}
      rows={exports.data}
      keyOf={(row) => row.id}
      empty={{ title: t('noExports'), hint: t('noExportsHint') }}
      columns={[
        { title: t('name'), cell: (row) => <Titled title={row.title} note={made(row)} /> },
        { title: t('made'), cell: (row) => formatInstant(row.createdAt, timezone, language) },
        {
          title: t('state'),
          cell: (row) => (
            <>
              <State tone={tones[row.status]}>{t(`exportState.${row.status}`)}</State>
              {row.error ? <div className={styles.fault}>{row.error.message}</div> : null}
              {row.failedTiles.length > 0 ? (
                <div className={styles.fault}>
                  {t('failedTiles', { titles: row.failedTiles.map(({ title }) => title).join(', ') })}
                </div>
              ) : null}
            </>
          ),
        },
        {
          title: '',
          isFigure: true,
          cell: (row) => (
            <div className={styles.actions}>
              {row.expiresAt ? (
                <Button size="small" href={`/api/v1/exports/${row.id}/file`}>
                  {t('download')}
                </Button>
              ) : null}
              <Button
                size="small"
                type="text"
                onClick={() => change.mutate({ path: `exports/${row.id}`, method: 'DELETE' })}
              >
                {t('delete')}
              </Button>
            </div>
          ),
        },
      ]}
    />
  );
}

export function Titled({ title, note }: { title: string; note: string }) {
  return (
    <>
      <div className={styles.name}>{title}</div>
      <div className={styles.quiet}>{note}</div>
    </>
  );
}
