import { useQuery } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useState } from 'react';
import type { DeliverySchedule, DeliveryScheduleState } from '../../../contract/deliveries.ts';
import { useErrorSentence } from '../../errors/index.ts';
import { formatInstant } from '../../format/index.ts';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import { useMayEdit, useStatus } from '../../queries/index.ts';
import styles from './deliveries.module.css';
import { Titled } from './export-list.tsx';
import { SchedulePicture } from './pictures.tsx';
import { Records, State } from './records.tsx';
import { schedulesQuery, useChange } from './requests.ts';
import { useRhythmWords } from './rhythm-field.tsx';
import { RowMenu } from './row-menu.tsx';
import { RunHistory } from './run-history.tsx';
import { runTones } from './run-tones.ts';
import { ScheduleForm } from './schedule-form.tsx';
import { useTargetTitle } from './target-field.tsx';
import { TestSend } from './test-send.tsx';
import { WorkDays } from './work-days.tsx';

type Open = { kind: 'edit' | 'history' | 'test'; schedule: DeliveryScheduleState } | { kind: 'new' | 'calendar' };

interface ScheduleListProps {
  /** What a new schedule shall send, from the address; null: nothing was asked for. */
  asked: DeliverySchedule['target'] | null;
  /** The form that was asked for is closed. */
  onAskedDone: () => void;
  /** The one that a notice leads to. */
  marked: string | undefined;
}

/** Reports that are sent by themselves. */
export function ScheduleList({ asked, onAskedDone, marked }: ScheduleListProps) {
  const { t } = useTranslation('deliveries');
  const language = useLanguage();
  const { message } = App.useApp();
  const sentence = useErrorSentence();
  const mayEdit = useMayEdit();
  const schedules = useQuery(schedulesQuery);
  const timezone = useStatus().data?.workspace.timezone ?? 'UTC';
  const rhythmOf = useRhythmWords();
  const titleOf = useTargetTitle();
  const change = useChange();
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => {
    setOpen(null);
    if (asked) onAskedDone();
  };
  const send = (row: DeliveryScheduleState) =>
    change.mutate(
      { path: `schedules/${row.id}/run`, method: 'POST', body: {} },
      {
        onSuccess: () => void message.success(t('sendBegun')),
        onError: (error) => void message.error(sentence(error)),
      },
    );
  const pause = (row: DeliveryScheduleState) =>
    change.mutate({ path: `schedules/${row.id}`, method: 'PATCH', body: { isPaused: !row.isPaused } });
  const add = (
    <Button type="primary" onClick={() => setOpen({ kind: 'new' })} data-testid="add-schedule">
      {t('addSchedule')}
    </Button>
  );
  const isEmpty = schedules.data?.length === 0;
  const isForm = asked !== null || open?.kind === 'new' || open?.kind === 'edit';
  return (
    <>
      <div className={styles.bar}>
        <Button onClick={() => setOpen({ kind: 'calendar' })} data-testid="work-days">
          {t('workDays')}
        </Button>
        {isEmpty || !mayEdit ? null : add}
      </div>
      <Records
        label={t('schedules')}
        rows={schedules.data}
        keyOf={(row) => row.id}
        marked={marked}
        empty={{
          picture: <SchedulePicture />,
          title: t('noSchedules'),
          hint: t('noSchedulesHint'),
          action: mayEdit ? add : null,
        }}
        columns={[
          {
            title: t('name'),
            cell: ({ definition }) => (
              <Titled
                title={definition.name}
                note={[
                  titleOf(definition.target),
                  definition.format.toUpperCase(),
                  t('recipientCount', { count: definition.recipients.length }),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              />
            ),
          },
          {
            title: t('nextRun'),
            cell: ({ isPaused, nextRuns, definition }) => {
              const at = nextRuns[0]?.at;
              return (
                <>
                  {isPaused || at === undefined ? (
                    <State tone="quiet">{t('paused')}</State>
                  ) : (
                    formatInstant(at, timezone, language)
                  )}
                  <div className={styles.quiet}>{rhythmOf(definition.schedule)}</div>
                </>
              );
            },
          },
          {
            title: t('lastRun'),
            cell: ({ lastRun }) =>
              lastRun === null ? (
                <span className={styles.quiet}>{t('neverSent')}</span>
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
                <Button size="small" onClick={() => setOpen({ kind: 'history', schedule: row })}>
                  {t('history')}
                </Button>
                {mayEdit ? (
                  <>
                    <Button size="small" onClick={() => setOpen({ kind: 'edit', schedule: row })}>
                      {t('edit')}
                    </Button>
                    <RowMenu
                      of={row.definition.name}
                      actions={[
                        { key: 'send', label: t('sendNow'), run: () => send(row) },
                        { key: 'test', label: t('test'), run: () => setOpen({ kind: 'test', schedule: row }) },
                        { key: 'pause', label: t(row.isPaused ? 'resume' : 'pause'), run: () => pause(row) },
                        {
                          key: 'delete',
                          label: t('delete'),
                          ask: t('deleteAsk', { name: row.definition.name }),
                          run: () => change.mutate({ path: `schedules/${row.id}`, method: 'DELETE' }),
                        },
                      ]}
                    />
                  </>
                ) : null}
              </div>
            ),
          },
        ]}
      />
      {isForm ? (
        <ScheduleForm schedule={open?.kind === 'edit' ? open.schedule : null} target={asked} close={close} />
      ) : null}
      {open?.kind === 'calendar' ? <WorkDays close={close} /> : null}
      {open?.kind === 'history' ? <RunHistory schedule={open.schedule} close={close} /> : null}
      {open?.kind === 'test' ? <TestSend schedule={open.schedule} close={close} /> : null}
    </>
  );
}
