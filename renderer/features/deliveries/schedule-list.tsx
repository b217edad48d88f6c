import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import type { DeliveryScheduleState } from '../../../contract/deliveries.ts';
import { formatInstant } from '../../format/index.ts';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import { useStatus } from '../../queries/index.ts';
import styles from './deliveries.module.css';
import { Titled } from './export-list.tsx';
import { Records, State } from './records.tsx';
import { schedulesQuery, useChange } from './requests.ts';
import { RunHistory } from './run-history.tsx';
import { runTones } from './run-tones.ts';
import { ScheduleForm } from './schedule-form.tsx';
import { TestSendButton } from './test-send.tsx';
import { WorkDays } from './work-days.tsx';

/** Reports that are sent by themselves. */
export function ScheduleList() {
  const { t } = useTranslation('deliveries');
  const language = useLanguage();
  const schedules = useQuery(schedulesQuery);
  const timezone = useStatus().data?.workspace.timezone ?? 'UTC';
  const change = useChange();
  const [edited, setEdited] = useState<DeliveryScheduleState | 'new' | null>(null);
  const [history, setHistory] = useState<DeliveryScheduleState | null>(null);
  const [isCalendarOpen, setIsCalendarOpen] = useState(false);
  const next = (row: DeliveryScheduleState) => {
    const at = row.nextRuns[0]?.at;
    return row.isPaused || at === undefined ? t('paused') : formatInstant(at, timezone, language);
  };
  return (
    <>
      <div className={styles.bar}>
        <Button type="primary" onClick={() => setEdited('new')} data-testid="add-schedule">
          {t('addSchedule')}
        </Button>
        <Button onClick={() => setIsCalendarOpen(true)}>{t('workDays')}</Button>
      </div>
      <Records
        label={t('schedules')}
        rows={schedules.data}
        keyOf={(row) => row.id}
        empty={{ title: t('noSchedules'), hint: t('noSchedulesHint') }}
        columns={[
          {
            title: t('name'),
            cell: ({ definition }) => (
              <Titled
                title={definition.name}
                note={`${definition.format.toUpperCase()} · ${t('recipientCount', { count: definition.recipients.length })}`}
              />
            ),
          },
          { title: t('nextRun'), cell: next },
          {
            title: t('lastRun'),
            cell: ({ lastRun }) =>
              lastRun === null ? (
                '—'
              ) : (
                <>
                  <State tone={runTones[lastRun.status]}>{t(`runState.${lastRun.status}`)}</State>
                  <div className={styles.quiet}>{formatInstant(lastRun.startedAt, timezone, language)}</div>
                  {lastRun.reason ? <div className={styles.fault}>{lastRun.reason.message}</div> : null}
                </>
              ),
          },
          {
            title: '',
            isFigure: true,
            cell: (row) => (
              <div className={styles.actions}>
                <Button
                  size="small"
                  onClick={() => change.mutate({ path: `schedules/${row.id}/run`, method: 'POST', body: {} })}
                >
                  {t('sendNow')}
                </Button>
                <TestSendButton schedule={row} />
                <Button size="small" onClick={() => setHistory(row)}>
                  {t('history')}
                </Button>
                <Button size="small" onClick={() => setEdited(row)}>
                  {t('edit')}
                </Button>
                <Button
                  size="small"
                  type="text"
                  onClick={() =>
                    change.mutate({ path: `schedules/${row.id}`, method: 'PATCH', body: { isPaused: !row.isPaused } })
                  }
                >
                  {t(row.isPaused ? 'resume' : 'pause')}
                </Button>
                <Button
                  size="small"
                  type="text"
                  onClick={() => change.mutate({ path: `schedules/${row.id}`, method: 'DELETE' })}
                >
                  {t('delete')}
                </Button>
              </div>
            ),
          },
        ]}
      />
      {edited ? <ScheduleForm schedule={edited === 'new' ? null : edited} close={() => setEdited(null)} /> : null}
      {isCalendarOpen ? <WorkDays close={() => setIsCalendarOpen(false)} /> : null}
      {history ? <RunHistory schedule={history} close={() => setHistory(null)} /> : null}
    </>
  );
}
