import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Drawer, Input, Select } from 'antd';
import { useState } from 'react';
import { type CalendarDay, workCalendarOutput } from '../../../contract/deliveries.ts';
import { useErrorSentence } from '../../errors/index.ts';
import { formatDay } from '../../format/index.ts';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import { useSession } from '../../queries/index.ts';
import { request } from '../../transport/index.ts';
import styles from './deliveries.module.css';
import { Field } from './field.tsx';
import { CalendarPicture } from './pictures.tsx';
import { Records } from './records.tsx';
import { useChange } from './requests.ts';

/** Days of the workspace that are worked or free against the official calendar: own holidays, make-up days. */
export function WorkDays({ close }: { close: () => void }) {
  const { t } = useTranslation('deliveries');
  const language = useLanguage();
  const { message } = App.useApp();
  const sentence = useErrorSentence();
  const client = useQueryClient();
  const session = useSession();
  const calendar = useQuery({
    queryKey: ['work-calendar'],
    queryFn: ({ signal }) => request('/api/v1/work-calendar', { schema: workCalendarOutput, signal }),
    staleTime: 0,
  });
  const change = useChange();
  const [draft, setDraft] = useState<CalendarDay>({ day: '', isWorking: false, note: '' });
  const days = calendar.data?.days ?? [];
  const mayEdit = session.data?.role === 'admin' || session.data?.role === 'owner';
  const keep = (next: CalendarDay[], done?: () => void) =>
    change.mutate(
      { path: 'work-calendar', method: 'PUT', body: { days: next.toSorted((a, b) => a.day.localeCompare(b.day)) } },
      {
        onSuccess: () => {
          done?.();
          return client.invalidateQueries({ queryKey: ['work-calendar'] });
        },
        onError: (error) => void message.error(sentence(error)),
      },
    );
  // A change sends all days: not before they are known, nor while they change.
  const isReady = calendar.data !== undefined && !calendar.isFetching && !change.isPending;
  const add = () => {
    if (!isReady) return;
    const next = [...days.filter(({ day }) => day !== draft.day), { ...draft, note: draft.note.trim() }];
    keep(next, () => setDraft({ day: '', isWorking: draft.isWorking, note: '' }));
  };
  const official = calendar.data ? formatDay(calendar.data.officialUpTo, language) : '';
  return (
    <Drawer open title={t('workDays')} onClose={close} size={520}>
      <p className={styles.hint}>{t('workDaysHint', { date: official })}</p>
      {mayEdit ? (
        <form
          className={styles.dayForm}
          onSubmit={(event) => {
            event.preventDefault();
            add();
          }}
        >
          <Field label={t('day')}>
            <Input
              type="date"
              value={draft.day}
              aria-label={t('day')}
              onChange={(event) => setDraft({ ...draft, day: event.target.value })}
            />
          </Field>
          <Field label={t('dayKind')}>
            <Select
              value={draft.isWorking}
              onChange={(isWorking) => setDraft({ ...draft, isWorking })}
              aria-label={t('dayKind')}
              options={[
                { value: false, label: t('dayFree') },
                { value: true, label: t('dayWorked') },
              ]}
            />
          </Field>
          <Field label={t('dayNote')}>
            <Input
              value={draft.note}
              maxLength={200}
              aria-label={t('dayNote')}
              onChange={(event) => setDraft({ ...draft, note: event.target.value })}
            />
          </Field>
          <Field label={'\u00a0'}>
            <Button
              htmlType="submit"
              disabled={!isReady || !/^\d{4}-\d{2}-\d{2}$/.test(draft.day)}
              loading={change.isPending}
            >
              {t('addDay')}
            </Button>
          </Field>
        </form>
      ) : null}
      <Records
        label={t('workDays')}
        rows={calendar.data?.days}
        keyOf={({ day }) => day}
        empty={{ picture: <CalendarPicture />, title: t('noDays'), hint: t('noDaysHint') }}
        columns={[
          { title: t('day'), cell: ({ day }) => formatDay(day, language) },
          { title: t('dayKind'), cell: ({ isWorking }) => t(isWorking ? 'dayWorked' : 'dayFree') },
          { title: t('dayNote'), cell: ({ note }) => note || '—' },
          {
            title: '',
            isFigure: true,
            cell: ({ day }) =>
              mayEdit ? (
                <Button
                  size="small"
                  type="text"
                  disabled={!isReady}
                  onClick={() => keep(days.filter((one) => one.day !== day))}
                >
                  {t('delete')}
                </Button>
              ) : null,
          },
        ]}
      />
    </Drawer>
  );
}
