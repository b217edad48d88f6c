import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Checkbox, Drawer, Input, Select } from 'antd';
import { useState } from 'react';
import type { DeliverySchedule, DeliveryScheduleState, Recipient } from '../../../contract/deliveries.ts';
import type { ExportFormat } from '../../../contract/exports.ts';
import { isDivisible } from '../../../contract/target-board.ts';
import { useErrorSentence } from '../../errors/index.ts';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import { useStatus } from '../../queries/index.ts';
import { useReports } from '../explore/report-requests.ts';
import { EncodingSelect } from '../print/encoding-select.tsx';
import styles from './deliveries.module.css';
import { Field } from './field.tsx';
import { RecipientsField } from './recipients-field.tsx';
import { channelsQuery, useChange } from './requests.ts';
import { RhythmField } from './rhythm-field.tsx';
import { SlicesField } from './slices-field.tsx';
import { TargetField } from './target-field.tsx';

interface ScheduleFormProps {
  /** The one that is changed; null: a new one. */
  schedule: DeliveryScheduleState | null;
  /** Of a new one: what is sent. */
  target?: DeliverySchedule['target'] | null;
  close: () => void;
}

/** What is sent, as what, when, to whom. */
export function ScheduleForm({ schedule, target = null, close }: ScheduleFormProps) {
  const { t } = useTranslation('deliveries');
  const language = useLanguage();
  const sentence = useErrorSentence();
  const channels = useQuery(channelsQuery);
  const timezone = useStatus().data?.workspace.timezone ?? 'UTC';
  const change = useChange();
  const [draft, setDraft] = useState<DeliverySchedule>(() => schedule?.definition ?? blank(language, timezone, target));
  const edit = (part: Partial<DeliverySchedule>) => setDraft((known) => ({ ...known, ...part }));
  const formats = formatsOf(draft);
  // A recipient's own value means nothing in a report of another dimension, or in one for all.
  const setSlices = (slices: DeliverySchedule['slices']) =>
    edit({ slices, ...(slices?.member === draft.slices?.member ? {} : { recipients: draft.recipients.map(ofAll) }) });
  const setTarget = (target: DeliverySchedule['target']) =>
    setDraft((known) => {
      const next = { ...known, target };
      return formatsOf(next).includes(next.format) ? next : { ...next, format: 'pdf' };
    });
  const mayDivide = useIsDivisible(draft.target);
  const isComplete =
    draft.name.trim() !== '' &&
    draft.recipients.length > 0 &&
    (!mayDivide || draft.slices === null || draft.slices.values.length > 0);
  const save = () => {
    if (!isComplete || change.isPending) return;
    const path = schedule === null ? 'schedules' : `schedules/${schedule.id}`;
    const body = mayDivide ? draft : { ...draft, slices: null, recipients: draft.recipients.map(ofAll) };
    change.mutate({ path, method: schedule === null ? 'POST' : 'PUT', body }, { onSuccess: close });
  };
  return (
    <Drawer open title={t(schedule === null ? 'addSchedule' : 'editSchedule')} onClose={close} size={560}>
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
            placeholder={t('scheduleNameExample')}
            onChange={(event) => edit({ name: event.target.value })}
            aria-label={t('name')}
          />
        </Field>
        <TargetField target={draft.target} onChange={setTarget} />
        <Field label={t('format')}>
          <Select
            value={draft.format}
            onChange={(format) => edit({ format })}
            aria-label={t('format')}
            options={formats.map((value) => ({ value, label: value === 'png' ? t('picture') : formatNames[value] }))}
          />
        </Field>
        {draft.format === 'csv' ? (
          <Field label={t('encoding')}>
            <EncodingSelect value={draft.encoding} onChange={(encoding) => edit({ encoding })} />
          </Field>
        ) : null}
        <RhythmField schedule={draft.schedule} onChange={(next) => edit({ schedule: next })} />
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
        {mayDivide ? <SlicesField slices={draft.slices} onChange={setSlices} /> : null}
        <Field label={t('recipients')}>
          <RecipientsField
            channels={channels.data ?? []}
            recipients={draft.recipients}
            onChange={(recipients) => edit({ recipients })}
            hasValues={mayDivide && draft.slices !== null}
          />
        </Field>
        <Field label={t('subject')}>
          <Input
            value={draft.subject}
            maxLength={200}
            placeholder={t('subjectExample')}
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
          <Button type="primary" htmlType="submit" loading={change.isPending} disabled={!isComplete}>
            {t('save')}
          </Button>
        </div>
      </form>
    </Drawer>
  );
}

const formatNames = { pdf: 'PDF', xlsx: 'Excel', pptx: 'PPT', png: 'PNG', csv: 'CSV', svg: 'SVG' };

/** Words go on paper; one table alone may be plain text; what a program chose stays. */
function formatsOf({ target, format }: Pick<DeliverySchedule, 'target' | 'format'>): ExportFormat[] {
  if ('briefing' in target) return ['pdf', 'png'];
  const usual: ExportFormat[] = ['pdf', 'xlsx', 'pptx', 'png'];
  return 'report' in target || format === 'csv' ? [...usual, 'csv'] : usual;
}

const ofAll = ({ value: _, ...recipient }: Recipient): Recipient => recipient;

function useIsDivisible(target: DeliverySchedule['target']): boolean {
  const reports = useReports('report' in target);
  return isDivisible(target, (id) => reports.data?.find((one) => one.id === id)?.kind ?? null);
}

function blank(
  lang: DeliverySchedule['lang'],
  timezone: string,
  target: DeliverySchedule['target'] | null,
): DeliverySchedule {
  const overview = { board: 'overview', view: { range: 'latest-month' } };
  return {
    ...{ name: '', target: target ?? overview, format: 'pdf', lang, slices: null },
    ...{ recipients: [], schedule: { cron: '0 9 * * 1', timezone }, days: 'every', onMissing: 'hold' },
    ...{ subject: '', message: '', hasPicture: false, encoding: 'utf-8' },
  };
}
