import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { Button, Dropdown, Modal } from 'antd';
import { useState } from 'react';
import type { Connection } from '../../../contract/connections.ts';
import { PageError } from '../../errors/index.ts';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import { useStatus } from '../../queries/index.ts';
import { Page } from '../../ui/index.ts';
import styles from './connection-page.module.css';
import { ConnectionWizard } from './connection-wizard.tsx';
import parts from './connections.module.css';
import { draftOf } from './draft.ts';
import { FreshnessTable } from './freshness-table.tsx';
import { RejectsPanel } from './rejects-panel.tsx';
import { useCancelSync, useConnection, useKinds, useRemove, useSyncNow, useUpdate } from './requests.ts';
import { SyncHistory } from './sync-history.tsx';
import { faultsOf, localZone, StateMark, useLocalTime, useScheduleText } from './words.tsx';

/** One connection: when it runs, what it reads, what every sync did, and the rows that were kept out. */
export default function ConnectionPage() {
  const { t } = useTranslation('connections');
  const { id } = useParams({ strict: false }) as { id: string };
  const connection = useConnection(id);
  const [isEditing, setIsEditing] = useState(false);
  const kinds = useKinds().data;
  const timezone = useStatus().data?.workspace.timezone ?? 'UTC';
  if (connection.isError && !connection.data) {
    return <PageError error={connection.error} onRetry={() => void connection.refetch()} />;
  }
  const data = connection.data;
  if (!data) return <Page title={t('title')}>{null}</Page>;
  const kind = kinds?.find((one) => one.kind === data.kind);
  if (isEditing && kind) {
    return (
      <Page title={t('wizard.editTitle')} crumb={data.name}>
        <ConnectionWizard start={draftOf(data, kind)} timezone={timezone} onDone={() => setIsEditing(false)} />
      </Page>
    );
  }
  return (
    <Page
      title={data.name}
      crumb={t('title')}
      actions={<Actions connection={data} onEdit={() => setIsEditing(true)} />}
    >
      <div className={parts.sheet}>
        <Attention connection={data} onMend={() => setIsEditing(true)} />
        <Facts connection={data} />
        <Streams connection={data} />
        <FreshnessTable connectionId={data.id} />
        <SyncHistory id={data.id} />
        <RejectsPanel id={data.id} />
      </div>
    </Page>
  );
}

function Actions({ connection, onEdit }: { connection: Connection; onEdit: () => void }) {
  const { t } = useTranslation('connections');
  const navigate = useNavigate();
  const syncNow = useSyncNow();
  const cancel = useCancelSync(connection.id);
  const update = useUpdate(connection.id);
  const remove = useRemove(connection.id);
  const [isRemoving, setIsRemoving] = useState(false);
  const isOpen = connection.lastSync?.status === 'running' || connection.waitsUntil !== null;
  const take = (withData: boolean) =>
    remove.mutate(withData, { onSuccess: () => void navigate({ to: '/connections' }) });
  const menu = [
    { key: 'edit', label: t('edit'), onClick: onEdit },
    { key: 'start', label: t('fromStart'), onClick: () => syncNow.mutate({ id: connection.id, fromStart: true }) },
    {
      key: 'pause',
      label: connection.isPaused ? t('resume') : t('pause'),
      onClick: () => update.mutate({ isPaused: !connection.isPaused }),
    },
    { key: 'remove', danger: true, label: t('remove'), onClick: () => setIsRemoving(true) },
  ];
  return (
    <>
      <WaitingNote connection={connection} />
      {isOpen ? (
        <Button data-testid="stop-sync" onClick={() => cancel.mutate(undefined)} loading={cancel.isPending}>
          {t('cancelSync')}
        </Button>
      ) : (
        <Button
          type="primary"
          loading={syncNow.isPending}
          data-testid="sync-now"
          onClick={() => syncNow.mutate({ id: connection.id })}
        >
          {t('syncNow')}
        </Button>
      )}
      <Dropdown menu={{ items: menu }} trigger={['click']}>
        <Button data-testid="connection-more">{t('more')}</Button>
      </Dropdown>
      <Modal
        open={isRemoving}
        title={t('removeTitle')}
        onCancel={() => setIsRemoving(false)}
        footer={[
          <Button key="keep" onClick={() => setIsRemoving(false)}>
            {t('keep')}
          </Button>,
          <Button key="data" danger onClick={() => take(true)} loading={remove.isPending}>
            {t('removeData')}
          </Button>,
          <Button key="only" type="primary" onClick={() => take(false)} loading={remove.isPending}>
            {t('removeOnly')}
          </Button>,
        ]}
      >
        <p>{t('removeHint')}</p>
      </Modal>
    </>
  );
}

/** A sync that waits, and for what. */
function WaitingNote({ connection: { waitsUntil } }: { connection: Connection }) {
  const { t } = useTranslation('connections');
  const localTime = useLocalTime();
  if (waitsUntil === null) return null;
  const isLater = Date.parse(waitsUntil) > Date.now();
  return (
    <span className={parts.quiet} role="status" data-testid="waiting">
      {isLater ? t('waiting.retry', { time: localTime(waitsUntil) }) : t('waiting.turn')}
    </span>
  );
}

/** What keeps the last sync from being whole, and where to put it right. What passes by itself needs nobody. */
function Attention({ connection, onMend }: { connection: Connection; onMend: () => void }) {
  const { t } = useTranslation('connections');
  const { lastSync } = connection;
  if (lastSync === null || (lastSync.status !== 'failed' && lastSync.status !== 'partial')) return null;
  const failures = faultsOf(lastSync);
  return (
    <section className={styles.attention} data-testid="attention">
      <div>
        <strong>{t(`attention.${lastSync.status}`)}</strong>
        {failures.map(({ stream, message }) => (
          <p key={stream}>{stream === '' ? message : `${stream}${t('colon')}${message}`}</p>
        ))}
      </div>
      {lastSync.retryAt === null ? <Button onClick={onMend}>{t('attention.mend')}</Button> : null}
    </section>
  );
}

function Facts({ connection }: { connection: Connection }) {
  const { t } = useTranslation('connections');
  const language = useLanguage();
  const scheduleText = useScheduleText();
  const localTime = useLocalTime();
  const { nextRuns, schedule } = connection;
  const isElsewhere = schedule !== null && schedule.timezone !== localZone();
  return (
    <dl className={styles.facts}>
      <div>
        <dt>{t('facts.source')}</dt>
        <dd>{connection.kindLabel[language]}</dd>
      </div>
      <div>
        <dt>{t('facts.schedule')}</dt>
        <dd>{connection.isPaused ? t('paused') : scheduleText(schedule)}</dd>
      </div>
      <div>
        <dt>{t('facts.freshness')}</dt>
        <dd>
          <StateMark state={connection.freshness} label={t(`fresh.${connection.freshness}`)} />
        </dd>
      </div>
      {nextRuns.length > 0 ? (
        <div>
          <dt>{t('schedule.next')}</dt>
          <dd data-testid="connection-next">
            {nextRuns.slice(0, 3).map(({ at, local, offset }) => (
              <span key={at} style={{ marginRight: 16 }}>
                {localTime(at)}
                {isElsewhere ? (
                  <span className={parts.aside}>
                    {local} {offset}
                  </span>
                ) : null}
              </span>
            ))}
          </dd>
        </div>
      ) : null}
    </dl>
  );
}

function Streams({ connection }: { connection: Connection }) {
  const { t } = useTranslation('connections');
  const incremental = connection.streams.filter(({ mode }) => mode === 'incremental');
  if (connection.streams.length === 0) {
    return (
      <Link to="/connections" className={parts.quiet}>
        {t('wizard.noStreams')}
      </Link>
    );
  }
  if (incremental.length === 0) return null;
  return (
    <dl className={styles.facts} data-testid="cursors">
      {incremental.map(({ name, cursorField, cursor }) => (
        <div key={name}>
          <dt>
            {name} · {t('streams.cursor')}
          </dt>
          <dd>
            {cursorField} {cursor ?? '–'}
          </dd>
        </div>
      ))}
    </dl>
  );
}
