import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import type { Alert } from '../../../contract/alerts.ts';
import { formatInstant } from '../../format/index.ts';
import { useLanguage, useLocalized, useTranslation } from '../../i18n/index.ts';
import { useMembers, useStatus } from '../../queries/index.ts';
import { AlertForm } from './alert-form.tsx';
import styles from './deliveries.module.css';
import { Titled } from './export-list.tsx';
import { Records, State } from './records.tsx';
import { alertsQuery, useChange } from './requests.ts';

const tones = { unknown: 'quiet', ok: 'good', firing: 'bad' } as const;
const dayMs = 86_400_000;

/** Figures that are watched. */
export function AlertList() {
  const { t } = useTranslation('deliveries');
  const language = useLanguage();
  const localized = useLocalized();
  const alerts = useQuery(alertsQuery);
  const members = useMembers();
  const timezone = useStatus().data?.workspace.timezone ?? 'UTC';
  const change = useChange();
  const [edited, setEdited] = useState<Alert | 'new' | null>(null);
  const snooze = (row: Alert) => {
    const until = row.snoozedUntil === null ? new Date(Date.now() + dayMs).toISOString() : null;
    change.mutate({ path: `alerts/${row.id}`, method: 'PATCH', body: { snoozedUntil: until } });
  };
  return (
    <>
      <div className={styles.bar}>
        <Button type="primary" onClick={() => setEdited('new')} data-testid="add-alert">
          {t('addAlert')}
        </Button>
      </div>
      <Records
        label={t('alerts')}
        rows={alerts.data}
        keyOf={(row) => row.id}
        empty={{ title: t('noAlerts'), hint: t('noAlertsHint') }}
        columns={[
          {
            title: t('name'),
            cell: ({ definition }) => (
              <Titled
                title={definition.name}
                note={members.data?.get(definition.measure)?.title ?? definition.measure}
              />
            ),
          },
          {
            title: t('state'),
            cell: (row) => (
              <>
                <State tone={row.isPaused ? 'quiet' : tones[row.state]}>
                  {t(row.isPaused ? 'paused' : `alertState.${row.state}`)}
                </State>
                {row.snoozedUntil ? (
                  <div className={styles.quiet}>
                    {t('snoozedUntil', { at: formatInstant(row.snoozedUntil, timezone, language) })}
                  </div>
                ) : null}
                {row.error ? <div className={styles.fault}>{row.error.message}</div> : null}
              </>
            ),
          },
          {
            title: t('what'),
            cell: ({ result }) =>
              result?.conditions.map(({ words }) => <div key={words.en}>{localized(words)}</div>) ?? '—',
          },
          {
            title: t('looked'),
            cell: (row) => (row.evaluatedAt ? formatInstant(row.evaluatedAt, timezone, language) : '—'),
          },
          {
            title: '',
            isFigure: true,
            cell: (row) => (
              <div className={styles.actions}>
                <Button
                  size="small"
                  onClick={() => change.mutate({ path: `alerts/${row.id}/evaluate`, method: 'POST' })}
                >
                  {t('lookNow')}
                </Button>
                <Button size="small" onClick={() => snooze(row)}>
                  {t(row.snoozedUntil ? 'wake' : 'snooze')}
                </Button>
                <Button size="small" onClick={() => setEdited(row)}>
                  {t('edit')}
                </Button>
                <Button
                  size="small"
                  type="text"
                  onClick={() => change.mutate({ path: `alerts/${row.id}`, method: 'DELETE' })}
                >
                  {t('delete')}
                </Button>
              </div>
            ),
          },
        ]}
      />
      {edited ? <AlertForm alert={edited === 'new' ? null : edited} close={() => setEdited(null)} /> : null}
    </>
  );
}
