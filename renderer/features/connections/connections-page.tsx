import { Link } from '@tanstack/react-router';
import type { Connection } from '../../../contract/connections.ts';
import { PageError } from '../../errors/index.ts';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import { EmptyState, LinkButton, Page } from '../../ui/index.ts';
import parts from './connections.module.css';
import styles from './connections-page.module.css';
import { FreshnessTable } from './freshness-table.tsx';
import { useConnections } from './requests.ts';
import { faultsOf, StateMark, useAgo, useLocalTime } from './words.tsx';

/** All connections: what came of the last sync, when the next one is, and how fresh every stream stands. */
export default function ConnectionsPage() {
  const { t } = useTranslation('connections');
  const { t: incomingWords } = useTranslation('ingest');
  const connections = useConnections();
  if (connections.isError && !connections.data) {
    return (
      <main>
        <PageError error={connections.error} onRetry={() => void connections.refetch()} />
      </main>
    );
  }
  const all = connections.data ?? [];
  const incoming = (
    <Link to="/connections/incoming" className={styles.plainLink}>
      {incomingWords('link')}
    </Link>
  );
  const add = (
    <LinkButton to="/connections/new" isPrimary data-testid="add-connection">
      {t('add')}
    </LinkButton>
  );
  return (
    <Page
      title={t('title')}
      crumb={t('crumb')}
      actions={
        <>
          {incoming}
          {all.length > 0 ? add : null}
        </>
      }
    >
      {connections.data === undefined ? (
        <p className={parts.quiet} aria-busy="true">
          {t('loading')}
        </p>
      ) : all.length === 0 ? (
        <EmptyState picture={<SourcesPicture />} title={t('emptyTitle')} hint={t('emptyHint')} action={add} />
      ) : (
        <div className={parts.sheet}>
          <p className={parts.quiet}>{t('intro')}</p>
          <table className={parts.table} data-testid="connections">
            <thead>
              <tr>
                <th scope="col">{t('name')}</th>
                <th scope="col">{t('source')}</th>
                <th scope="col">{t('lastSync')}</th>
                <th scope="col">{t('fresh.title')}</th>
                <th scope="col" className={parts.number}>
                  {t('nextSync')}
                </th>
              </tr>
            </thead>
            <tbody>
              {all.map((connection) => (
                <ConnectionRow key={connection.id} connection={connection} />
              ))}
            </tbody>
          </table>
          <FreshnessTable />
        </div>
      )}
    </Page>
  );
}

function ConnectionRow({ connection }: { connection: Connection }) {
  const { t } = useTranslation('connections');
  const language = useLanguage();
  const ago = useAgo();
  const localTime = useLocalTime();
  const { lastSync, nextRuns, waitsUntil } = connection;
  // That it was cancelled is said already.
  const fault = lastSync === null || lastSync.status === 'cancelled' ? undefined : faultsOf(lastSync)[0];
  // Another try may come before the next time of the schedule.
  const [next] = [waitsUntil, connection.isPaused ? null : nextRuns[0]?.at]
    .filter((at) => typeof at === 'string')
    .sort();
  return (
    <tr>
      <th scope="row">
        <Link to="/connections/$id" params={{ id: connection.id }}>
          {connection.name}
        </Link>
      </th>
      <td>{connection.kindLabel[language]}</td>
      <td>
        {lastSync ? (
          <>
            <StateMark state={lastSync.status} label={t(`status.${lastSync.status}`)} />
            <span className={parts.aside}>{ago(lastSync.finishedAt ?? lastSync.createdAt)}</span>
            {fault ? (
              <span className={styles.why} title={fault.message}>
                {fault.message}
              </span>
            ) : null}
          </>
        ) : (
          <span className={parts.quiet}>{t('never')}</span>
        )}
      </td>
      <td>
        <StateMark state={connection.freshness} label={t(`fresh.${connection.freshness}`)} />
      </td>
      <td className={parts.number}>{next ? localTime(next) : connection.isPaused ? t('paused') : t('onRequest')}</td>
    </tr>
  );
}

/** Three sources that flow into one. */
function SourcesPicture() {
  return (
    <svg width="168" height="72" viewBox="0 0 168 72" role="presentation">
      {[12, 36, 60].map((y, index) => (
        <g key={y} fill="none" stroke="var(--line)" strokeWidth="2">
          <rect x="2" y={y - 9} width="30" height="18" rx="4" />
          <path d={`M32 ${y} C 70 ${y}, 80 36, 116 36`} stroke={index === 1 ? 'var(--accent)' : 'var(--line)'} />
        </g>
      ))}
      <circle cx="130" cy="36" r="14" fill="none" stroke="var(--accent)" strokeWidth="2" />
      <path d="M130 28 l4 8 -4 8 -4 -8 z" fill="var(--accent)" />
    </svg>
  );
}
