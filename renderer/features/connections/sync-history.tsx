import { Button } from 'antd';
import { useState } from 'react';
import type { StreamSync, Sync, SyncNote } from '../../../contract/connections.ts';
import { formatBytes, formatCount, formatDuration } from '../../format/index.ts';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import parts from './connections.module.css';
import { FailureNote } from './failure-note.tsx';
import { useSyncs } from './requests.ts';
import styles from './sync-history.module.css';
import { StateMark, useLocalTime } from './words.tsx';

const syncsAtOnce = 30;
/** What one request may ask for. */
const mostSyncs = 300;

/** Every sync with what it did per stream; the newest is open. */
export function SyncHistory({ id }: { id: string }) {
  const { t } = useTranslation('connections');
  const [limit, setLimit] = useState(syncsAtOnce);
  const syncs = useSyncs(id, limit).data ?? [];
  return (
    <section aria-label={t('history.title')} data-testid="syncs">
      <h2 className={parts.heading}>{t('history.title')}</h2>
      {syncs.length === 0 ? <p className={parts.quiet}>{t('history.empty')}</p> : null}
      <div className={styles.syncs}>
        {syncs.map((sync, index) => (
          <SyncEntry key={sync.id} sync={sync} isOpen={index === 0} />
        ))}
      </div>
      {syncs.length === limit && limit < mostSyncs ? (
        <Button className={styles.older ?? ''} onClick={() => setLimit(Math.min(mostSyncs, limit + 100))}>
          {t('history.older')}
        </Button>
      ) : null}
    </section>
  );
}

function SyncEntry({ sync, isOpen }: { sync: Sync; isOpen: boolean }) {
  const { t } = useTranslation('connections');
  const language = useLanguage();
  const localTime = useLocalTime();
  const total = (of: (stream: StreamSync) => number) => sync.streams.reduce((sum, stream) => sum + of(stream), 0);
  const end = sync.finishedAt === null ? Date.now() : Date.parse(sync.finishedAt);
  const seconds = Math.max(0, (end - Date.parse(sync.startedAt ?? sync.createdAt)) / 1000);
  return (
    <details className={parts.sync} open={isOpen} data-testid="sync" data-status={sync.status}>
      <summary>
        <StateMark state={sync.status} label={t(`status.${sync.status}`)} />
        <span>{localTime(sync.createdAt)}</span>
        <span className={parts.quiet}>
          {t(`history.trigger.${sync.trigger}`)}
          {sync.attempt > 1 ? ` · ${t('history.attempt', { count: sync.attempt })}` : ''}
        </span>
        <span className={parts.footNote}>
          {t('history.read')} {formatCount(total(({ rowsRead }) => rowsRead))} · {t('history.changed')}{' '}
          {formatCount(total(({ rowsChanged }) => rowsChanged))} ·{' '}
          {t('history.duration', { time: formatDuration(Math.max(0.1, seconds), language) })}
        </span>
      </summary>
      <div className={styles.syncBody}>
        {sync.retryAt && sync.status !== 'succeeded' ? (
          <p className={parts.help}>{t('history.retryAt', { time: localTime(sync.retryAt) })}</p>
        ) : null}
        {sync.error && !sync.streams.some(({ error }) => error !== null) ? <FailureNote failure={sync.error} /> : null}
        <div className={parts.scroll}>
          <table className={`${parts.table} ${styles.inner}`}>
            <thead>
              <tr>
                <th scope="col">{t('fresh.stream')}</th>
                {(['read', 'accepted', 'changed', 'unchanged', 'rejected', 'deleted'] as const).map((name) => (
                  <th scope="col" className={parts.number} key={name}>
                    {t(`history.${name}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {sync.streams.map((stream) => (
                <StreamRow key={stream.stream} stream={stream} />
              ))}
            </tbody>
          </table>
        </div>
        {sync.streams.map((stream) => (
          <StreamNotes key={stream.stream} stream={stream} />
        ))}
      </div>
    </details>
  );
}

function StreamRow({ stream }: { stream: StreamSync }) {
  const { t } = useTranslation('connections');
  const { rowsRead, rowsAccepted, rowsChanged, rowsUnchanged, rowsRejected, rowsDeleted } = stream;
  const counts = { rowsRead, rowsAccepted, rowsChanged, rowsUnchanged, rowsRejected, rowsDeleted };
  return (
    <tr>
      <th scope="row">
        {stream.stream}
        <span className={parts.aside}>
          <StateMark state={stream.status} label={t(`status.${stream.status}`)} />
        </span>
      </th>
      {Object.entries(counts).map(([name, count]) => (
        <td key={name} className={parts.number}>
          {formatCount(count)}
        </td>
      ))}
    </tr>
  );
}

function StreamNotes({ stream }: { stream: StreamSync }) {
  const { t } = useTranslation('connections');
  const { t: words } = useTranslation('import');
  const language = useLanguage();
  const noteText = (code: SyncNote['code'], params: SyncNote['params']) =>
    String(t(`history.notes.${code}` as 'history.notes.resumed', params));
  const typeText = (type: string | null) =>
    type === null || type === 'unknown' ? t('history.unknownType') : String(words(`types.${type}` as 'types.text'));
  const { stages, schemaChanges, notes, error, status } = stream;
  const time = (ms: number) => (ms < 1000 ? `${ms} ms` : formatDuration(Math.round(ms / 1000), language));
  const isBusy = status === 'reading' || status === 'importing';
  // A stage that never came to it took no time worth telling.
  const spent = (['connect', 'read', 'land', 'import'] as const)
    .filter((stage) => stages[`${stage}Ms`] > 0)
    .map((stage) => `${t(`history.stage.${stage}`)} ${time(stages[`${stage}Ms`])}`);
  const isSilent = !isBusy && spent.length === 0 && schemaChanges.length + notes.length === 0 && error === null;
  if (isSilent) return null;
  return (
    <div className={styles.streamNotes}>
      <p>
        <strong>{stream.stream}</strong>{' '}
        {isBusy
          ? t('history.progress', {
              ...{ rows: formatCount(stream.rowsRead), bytes: formatBytes(stream.bytes) },
              speed: formatCount(stream.rowsPerSecond),
            })
          : [...spent, ...(stream.bytes > 0 ? [formatBytes(stream.bytes)] : [])].join(' · ')}
        {stream.etaSeconds ? ` · ${t('history.eta', { time: formatDuration(stream.etaSeconds, language) })}` : ''}
      </p>
      {isBusy && stream.estimatedRows ? (
        <progress
          className={styles.progress}
          max={stream.estimatedRows}
          value={Math.min(stream.rowsRead, stream.estimatedRows)}
          aria-label={t('history.progressLabel', { stream: stream.stream })}
        />
      ) : null}
      {schemaChanges.length > 0 || notes.length > 0 ? (
        <ul className={styles.notes}>
          {schemaChanges.map(({ kind, column, from, to, action }) => (
            <li key={`${kind} ${column}`}>
              {t(`history.schemaKinds.${kind}`, { column, from: typeText(from), to: typeText(to) })} –{' '}
              {t(`history.actions.${action}`)}
            </li>
          ))}
          {notes.map(({ code, params }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: notes have no other name
            <li key={`${code} ${index}`}>{noteText(code, params)}</li>
          ))}
        </ul>
      ) : null}
      {error ? <FailureNote failure={error} /> : null}
    </div>
  );
}
