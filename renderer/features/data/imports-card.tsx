import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Progress } from 'antd';
import type { ImportState } from '../../../contract/imports.ts';
import { formatBytes, formatCount, formatDuration, formatInstant } from '../../format/index.ts';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import { useStatus } from '../../queries/index.ts';
import { useEntityName } from '../import/entity-name.ts';
import { ImportStatus } from '../import/import-status.tsx';
import { isFinished } from '../import/progress.ts';
import { cancelImport, importsQuery, rejectsCsvPath } from '../import/requests.ts';
import styles from './data.module.css';
import { DataCard } from './data-card.tsx';

/** Every import, newest first; a running one moves by itself. */
export function ImportsCard() {
  const { t } = useTranslation('data');
  const imports = useQuery({
    ...importsQuery,
    refetchInterval: ({ state }) => (state.data?.some(({ status }) => !isFinished(status)) ? 2000 : false),
  });
  const zone = useStatus().data?.workspace.timezone ?? 'UTC';
  return (
    <DataCard title={t('imports.title')} query={imports} skeletonHeight={160} testId="data-imports">
      {(rows) =>
        rows.length === 0 ? (
          <p className={styles.empty}>
            {t('imports.empty')} <Link to="/import">{t('import')}</Link>
          </p>
        ) : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable with the keyboard
          <section className={styles.scroll} tabIndex={0}>
            <table className={styles.imports}>
              <thead>
                <tr>
                  <th scope="col">{t('imports.file')}</th>
                  <th scope="col">{t('imports.entity')}</th>
                  <th scope="col">{t('imports.status')}</th>
                  <th scope="col" data-numeric>
                    {t('imports.accepted')}
                  </th>
                  <th scope="col" data-numeric>
                    {t('imports.rejected')}
                  </th>
                  <th scope="col">{t('imports.when')}</th>
                  <th scope="col" data-numeric>
                    {t('imports.duration')}
                  </th>
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <ImportLine key={row.id} row={row} zone={zone} />
                ))}
              </tbody>
            </table>
          </section>
        )
      }
    </DataCard>
  );
}

function ImportLine({ row, zone }: { row: ImportState; zone: string }) {
  const { t } = useTranslation('data');
  const language = useLanguage();
  const nameOf = useEntityName();
  const seconds =
    row.startedAt !== null && row.finishedAt !== null
      ? (Date.parse(row.finishedAt) - Date.parse(row.startedAt)) / 1000
      : null;
  return (
    <tr data-import={row.id}>
      <td className={styles.fileCell}>
        <Link
          to="/import"
          search={{ id: row.id }}
          className={styles.file}
          title={row.fileName}
          aria-label={t('imports.open', { name: row.fileName })}
        >
          {row.fileName}
        </Link>
        <span className={styles.reason}>
          {formatBytes(row.bytesTotal)}
          {row.isSample ? ` · ${t('imports.sample')}` : ''}
        </span>
      </td>
      <td>{nameOf(row.entity)}</td>
      <td className={styles.statusCell}>
        {isFinished(row.status) ? <ImportStatus state={row} /> : <RunningCell row={row} />}
        {row.error && row.status === 'failed' ? <span className={styles.reason}>{row.error.message}</span> : null}
      </td>
      <td
        data-numeric
        title={
          row.rowsUnchanged > 0 ? t('imports.acceptedHint', { unchanged: formatCount(row.rowsUnchanged) }) : undefined
        }
      >
        {row.status === 'failed' || row.status === 'cancelled' ? '—' : formatCount(row.rowsAccepted)}
      </td>
      <td data-numeric>
        {formatCount(row.rowsRejected)}
        {row.rowsRejected > 0 && isFinished(row.status) ? (
          <a
            className={styles.download}
            href={rejectsCsvPath(row.id)}
            download
            aria-label={t('imports.rejectsOf', { name: row.fileName })}
          >
            {t('imports.rejects')}
          </a>
        ) : null}
      </td>
      <td className={styles.when}>{formatInstant(row.createdAt, zone, language)}</td>
      <td data-numeric>{seconds === null ? '' : formatDuration(seconds, language)}</td>
    </tr>
  );
}

function RunningCell({ row }: { row: ImportState }) {
  const { t } = useTranslation('data');
  const cancel = useMutation({ mutationFn: () => cancelImport(row.id) });
  const percent = row.bytesTotal > 0 ? Math.floor((row.bytesRead / row.bytesTotal) * 100) : 0;
  return (
    <span className={styles.running}>
      <ImportStatus state={row} />
      <Progress percent={percent} size="small" showInfo={false} aria-label={row.fileName} />
      <Button size="small" loading={cancel.isPending || cancel.isSuccess} onClick={() => cancel.mutate()}>
        {t('imports.cancel')}
      </Button>
    </span>
  );
}
