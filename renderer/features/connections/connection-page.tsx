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
import { draftOf, firstPlace, type Place, placeToMend } from './draft.ts';
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
  const [editing, setEditing] = useState<Place | null>(null);
  const kinds = useKinds().data;
  const timezone = useStatus().data?.workspace.timezone ?? 'UTC';
  if (connection.isError && !connection.data) {
    return (
      <main>
        <PageError error={connection.error} onRetry={() => void connection.refetch()} />
      </main>
    );
  }
  const data = connection.data;
  if (!data) return <Page title={t('title')}>{null}</Page>;
  const kind = kinds?.find((one) => one.kind === data.kind);
  const leave = () => setEditing(null);
  if (editing && kind) {
    return (
      <Page title={t('wizard.editTitle')} crumb={data.name}>
        <ConnectionWizard start={draftOf(data, kind, editing)} timezone={timezone} onDone={leave} onCancel={leave} />
      </Page>
    );
  }
  return (
    <Page
      title={data.name}
      crumb={t('title')}
      actions={<Actions connection={data} onEdit={() => setEditing(firstPlace)} />}
    >
      <div className={parts.sheet}>
        <Attention connection={data} onMend={setEditing} />
        <Facts connection={data} />
        <Streams connection={data} />
        <FreshnessTable connectionId={data.id} />
        <SyncHistory id={data.id} />
        <RejectsPanel id={data.id} onMap={(lookAt) => setEditing({ step: 'mapping', lookAt })} />
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
  const { waitsUntil } = connection;
  const isUnderWay = connection.lastSync?.status === 'running' || (waitsUntil !== null && !isLater(waitsUntil));
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
      {isUnderWay || waitsUntil !== null ? (
        <Button data-testid="stop-sync" onClick={() => cancel.mutate(undefined)} loading={cancel.isPending}>
          {t('cancelSync')}
        </Button>
      ) : null}
      {isUnderWay ? null : (
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

const isLater = (instant: string) => Date.parse(instant) > Date.now();

/** A sync that waits, and for what. */
function WaitingNote({ connection: { waitsUntil } }: { connection: Connection }) {
  const { t } = useTranslation('connections');
  const localTime = useLocalTime();
  if (waitsUntil === null) return null;
  return (
    <span className={parts.quiet} role="status" data-testid="waiting">
      {isLater(waitsUntil) ? t('waiting.retry', { time: localTime(waitsUntil) }) : t('waiting.turn')}
    </span>
  );
}

/** What keeps the last sync from being whole, and where to put it right. What passes by itself needs nobody. */
function Attention({ connection, onMend }: { connection: Connection; onMend: (place: Place) => void }) {
  const { t } = useTranslation('connections');
  const { lastSync } = connection;
  if (lastSync === null || (lastSync.status !== 'failed' && lastSync.status !== 'partial')) return null;
  const failures = faultsOf(lastSync);
  const place = placeToMend(lastSync);
  return (
    <section className={styles.attention} data-testid="attention">
      <div>
        <strong>{t(`attention.${lastSync.status}`)}</strong>
        {failures.map(({ stream, message }) => (
          <p key={stream}>{stream === '' ? message : `${stream}${t('colon')}${message}`}</p>
        ))}
      </div>
      {lastSync.retryAt === null ? (
        <Button onClick={() => onMend(place)}>
          {t(place.step === 'mapping' ? 'attention.map' : 'attention.mend')}
        </Button>
      ) : null}
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
              <span key={at} style={{ display: 'inline-block', marginRight: 16 }}>
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
