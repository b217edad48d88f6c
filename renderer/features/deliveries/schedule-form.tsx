import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Checkbox, Drawer, Input, Select } from 'antd';
import { useState } from 'react';
import type { DeliverySchedule, DeliveryScheduleState } from '../../../contract/deliveries.ts';
import { useErrorSentence } from '../../errors/index.ts';
import { useLanguage, useLocalized, useTranslation } from '../../i18n/index.ts';
import { presets, useBoards, useMembers, useStatus } from '../../queries/index.ts';
import styles from './deliveries.module.css';
import { Field } from './field.tsx';
import { RecipientsField } from './recipients-field.tsx';
import { channelsQuery, useChange } from './requests.ts';

const rhythms = { daily: '* * *', weekly: '* * 1', monthly: '1 * *' } as const;
type Rhythm = keyof typeof rhythms;

/** Which board, as what, when, to whom. */
export function ScheduleForm({ schedule, close }: { schedule: DeliveryScheduleState | null; close: () => void }) {
  const { t } = useTranslation('deliveries');
  const { t: boardWords } = useTranslation('board');
  const localized = useLocalized();
  const language = useLanguage();
  const sentence = useErrorSentence();
  const boards = useBoards();
  const members = useMembers();
  const channels = useQuery(channelsQuery);
  const timezone = useStatus().data?.workspace.timezone ?? 'UTC';
  const change = useChange();
  const [draft, setDraft] = useState<DeliverySchedule>(() => schedule?.definition ?? blank(language, timezone));
  const edit = (part: Partial<DeliverySchedule>) => setDraft((known) => ({ ...known, ...part }));
  const cron = 'cron' in draft.schedule ? draft.schedule.cron : '0 9 * * 1';
  const [minute = '0', hour = '9', ...rest] = cron.split(/\s+/);
  const rhythm = (Object.keys(rhythms) as Rhythm[]).find((one) => rhythms[one] === rest.join(' ')) ?? 'weekly';
  const setTime = (next: { rhythm?: Rhythm; time?: string }) => {
    const [h = hour, m = minute] = (next.time ?? `${hour}:${minute}`)
      .split(':')
      .map((part) => String(Number(part) || 0));
    edit({ schedule: { cron: `${m} ${h} ${rhythms[next.rhythm ?? rhythm]}`, timezone } });
  };
  const target = 'board' in draft.target ? draft.target : null;
  const dimensions = [...(members.data?.values() ?? [])].filter(
    ({ kind, type }) => kind === 'dimension' && type === 'string',
  );
  const save = () => {
    const path = schedule === null ? 'schedules' : `schedules/${schedule.id}`;
    change.mutate({ path, method: schedule === null ? 'POST' : 'PUT', body: draft }, { onSuccess: close });
  };
  return (
    <Drawer open title={t(schedule === null ? 'addSchedule' : 'edit')} onClose={close} size={560}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        {change.isError ? <Alert type="error" title={sentence(change.error)} /> : null}
        <Field label={t('name')}>
          <Input
            value={draft.name}
            maxLength={80}
            onChange={(event) => edit({ name: event.target.value })}
            aria-label={t('name')}
          />
        </Field>
        <div className={styles.row}>
          <Field label={t('board')}>
            <Select
              value={target?.board ?? null}
              onChange={(board) => edit({ target: { board, view: target?.view ?? {} } })}
              aria-label={t('board')}
              options={(boards.data ?? []).map(({ id, title }) => ({ value: id, label: localized(title) }))}
            />
          </Field>
          <Field label={t('range')}>
            <Select
              value={String(target?.view.range ?? 'latest-month')}
              onChange={(range) =>
                edit({ target: { board: target?.board ?? 'overview', view: { ...target?.view, range } } })
              }
              aria-label={t('range')}
              options={presets.map((value) => ({ value, label: boardWords(`presets.${value}` as never, value) }))}
            />
          </Field>
        </div>
        <Field label={t('format')}>
          <Select
            value={draft.format}
            onChange={(format) => edit({ format })}
            aria-label={t('format')}
            options={[
              { value: 'pdf' as const, label: 'PDF' },
              { value: 'xlsx' as const, label: 'Excel' },
              { value: 'pptx' as const, label: 'PPT' },
              { value: 'png' as const, label: t('picture') },
            ]}
          />
        </Field>
        <div className={styles.row}>
          <Field label={t('rhythm')}>
            <Select
              value={rhythm}
              onChange={(next) => setTime({ rhythm: next })}
              aria-label={t('rhythm')}
              options={(Object.keys(rhythms) as Rhythm[]).map((value) => ({ value, label: t(`rhythms.${value}`) }))}
            />
          </Field>
          <Field label={t('time')} hint={timezone}>
            <Input
              type="time"
              value={`${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`}
              onChange={(event) => setTime({ time: event.target.value })}
              aria-label={t('time')}
            />
          </Field>
        </div>
        <Field label={t('days')} hint={draft.days === 'china' ? t('chinaHint') : ''}>
          <Select
            value={draft.days}
            onChange={(days) => edit({ days })}
            aria-label={t('days')}
            options={(['every', 'weekdays', 'china'] as const).map((value) => ({
              value,
              label: t(`dayRule.${value}`),
            }))}
          />
        </Field>
        <Field label={t('slices')} hint={t('slicesHint')}>
          <div className={styles.row}>
            <Select
              allowClear
              showSearch={{ optionFilterProp: 'label' }}
              value={draft.slices?.member ?? null}
              onChange={(member) => edit({ slices: member ? { member, values: draft.slices?.values ?? [] } : null })}
              aria-label={t('slices')}
              options={dimensions.map(({ name, title, viewTitle }) => ({
                value: name,
                label: `${viewTitle} · ${title}`,
              }))}
            />
            <Select
              mode="tags"
              disabled={draft.slices === null}
              value={draft.slices?.values ?? []}
              onChange={(values) => edit({ slices: draft.slices && { ...draft.slices, values } })}
              aria-label={t('values')}
            />
          </div>
        </Field>
        <Field label={t('recipients')}>
          <RecipientsField
            channels={channels.data ?? []}
            recipients={draft.recipients}
            onChange={(recipients) => edit({ recipients })}
            hasValues={draft.slices !== null}
          />
        </Field>
        <Field label={t('subject')}>
          <Input
            value={draft.subject}
            maxLength={200}
            onChange={(event) => edit({ subject: event.target.value })}
            aria-label={t('subject')}
          />
        </Field>
        <Field label={t('message')}>
          <Input.TextArea
            value={draft.message}
            maxLength={5000}
            autoSize={{ minRows: 2, maxRows: 6 }}
            onChange={(event) => edit({ message: event.target.value })}
            aria-label={t('message')}
          />
        </Field>
        <Checkbox checked={draft.hasPicture} onChange={(event) => edit({ hasPicture: event.target.checked })}>
          {t('hasPicture')}
        </Checkbox>
        <Field label={t('onMissing')}>
          <Select
            value={draft.onMissing}
            onChange={(onMissing) => edit({ onMissing })}
            aria-label={t('onMissing')}
            options={(['hold', 'send'] as const).map((value) => ({ value, label: t(`missing.${value}`) }))}
          />
        </Field>
        <div className={styles.foot}>
          <Button onClick={close}>{t('cancel')}</Button>
          <Button
            type="primary"
            htmlType="submit"
            loading={change.isPending}
            disabled={draft.name === '' || draft.recipients.length === 0}
          >
            {t('save')}
          </Button>
        </div>
      </form>
    </Drawer>
  );
}

function blank(lang: DeliverySchedule['lang'], timezone: string): DeliverySchedule {
  return {
    ...{ name: '', target: { board: 'overview', view: { range: 'latest-month' } }, format: 'pdf', lang, slices: null },
    ...{ recipients: [], schedule: { cron: '0 9 * * 1', timezone }, days: 'every', onMissing: 'hold' },
    ...{ subject: '', message: '', hasPicture: false },
  };
}
