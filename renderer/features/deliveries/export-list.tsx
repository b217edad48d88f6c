import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import type { Export } from '../../../contract/exports.ts';
import { formatBytes, formatCount, formatInstant } from '../../format/index.ts';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import { useStatus } from '../../queries/index.ts';
import { LinkButton } from '../../ui/index.ts';
import styles from './deliveries.module.css';
import { FilesPicture } from './pictures.tsx';
import { Records, State } from './records.tsx';
import { exportsQuery, useChange } from './requests.ts';
import { RowMenu } from './row-menu.tsx';

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
      empty={{
        picture: <FilesPicture />,
        title: t('noExports'),
        hint: t('noExportsHint'),
        action: <LinkButton to="/">{t('toBoards')}</LinkButton>,
      }}
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
              {row.notes.map((note) => (
                <div key={note} className={styles.quiet}>
                  {note}
                </div>
              ))}
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
              <RowMenu
                of={row.title}
                actions={[
                  ...(row.status === 'queued' || row.status === 'running'
                    ? [
                        {
                          key: 'stop',
                          label: t('stop'),
                          run: () => change.mutate({ path: `exports/${row.id}/cancel`, method: 'POST' }),
                        },
                      ]
                    : []),
                  {
                    key: 'delete',
                    label: t('delete'),
                    ask: t('deleteAsk', { name: row.title }),
                    run: () => change.mutate({ path: `exports/${row.id}`, method: 'DELETE' }),
                  },
                ]}
              />
            </div>
          ),
        },
      ]}
    />
  );
}

export function Titled({ title, note }: { title: string; note: ReactNode }) {
  return (
    <>
      <div className={styles.name}>{title}</div>
      <div className={styles.quiet}>{note}</div>
    </>
  );
}
