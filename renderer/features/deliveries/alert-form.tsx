import { useQuery } from '@tanstack/react-query';
import { Button, Drawer, Input, InputNumber, Alert as Message, Select } from 'antd';
import { useState } from 'react';
import type { Alert, AlertCondition, AlertDefinition } from '../../../contract/alerts.ts';
import { useErrorSentence } from '../../errors/index.ts';
import { useTranslation } from '../../i18n/index.ts';
import { presets, useMembers, viewOf } from '../../queries/index.ts';
import styles from './deliveries.module.css';
import { Field } from './field.tsx';
import { RecipientsField } from './recipients-field.tsx';
import { channelsQuery, useChange } from './requests.ts';

const fresh: Record<AlertCondition['kind'], AlertCondition> = {
  threshold: { kind: 'threshold', operator: 'lt', value: 0 },
  change: { kind: 'change', against: 'previous_period', direction: 'fall', ratio: 0.2 },
  target: { kind: 'target', share: 1 },
  anomaly: { kind: 'anomaly', direction: 'either' },
  stale: { kind: 'stale', hours: 24 },
};
const kinds = Object.keys(fresh) as AlertCondition['kind'][];

/** Which figure, under which conditions, and who is told. */
export function AlertForm({ alert, close }: { alert: Alert | null; close: () => void }) {
  const { t } = useTranslation('deliveries');
  const { t: boardWords } = useTranslation('board');
  const sentence = useErrorSentence();
  const members = useMembers();
  const channels = useQuery(channelsQuery);
  const change = useChange();
  const [draft, setDraft] = useState<AlertDefinition>(() => alert?.definition ?? blank);
  const edit = (part: Partial<AlertDefinition>) => setDraft((known) => ({ ...known, ...part }));
  const all = [...(members.data?.values() ?? [])];
  const measures = all.filter(({ kind, type }) => kind === 'measure' && type === 'number');
  const choose = (measure: string) => {
    const view = viewOf(measure);
    const time = all.find(({ kind, type, name }) => kind === 'dimension' && type === 'time' && viewOf(name) === view);
    edit({ measure, timeMember: time?.name ?? draft.timeMember });
  };
  const setCondition = (index: number, next: AlertCondition) =>
    edit({ conditions: draft.conditions.map((one, place) => (place === index ? next : one)) });
  const save = () => {
    const path = alert === null ? 'alerts' : `alerts/${alert.id}`;
    change.mutate({ path, method: alert === null ? 'POST' : 'PUT', body: draft }, { onSuccess: close });
  };
  return (
    <Drawer open title={t(alert === null ? 'addAlert' : 'edit')} onClose={close} size={560}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        {change.isError ? <Message type="error" title={sentence(change.error)} /> : null}
        <Field label={t('name')}>
          <Input
            value={draft.name}
            maxLength={80}
            onChange={(event) => edit({ name: event.target.value })}
            aria-label={t('name')}
          />
        </Field>
        <div className={styles.row}>
          <Field label={t('measure')}>
            <Select
              showSearch={{ optionFilterProp: 'label' }}
              value={draft.measure}
              onChange={choose}
              aria-label={t('measure')}
              options={measures.map(({ name, title, viewTitle }) => ({
                value: name,
                label: `${viewTitle} · ${title}`,
              }))}
            />
          </Field>
          <Field label={t('range')}>
            <Select
              value={draft.range}
              onChange={(range) => edit({ range })}
              aria-label={t('range')}
              options={presets.map((value) => ({ value, label: boardWords(`presets.${value}` as never, value) }))}
            />
          </Field>
        </div>
        {draft.conditions.map((condition, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no other name
          <Field key={index} label={t('condition')}>
            <div className={styles.row}>
              <Select
                value={condition.kind}
                onChange={(kind) => setCondition(index, fresh[kind])}
                aria-label={t('condition')}
                options={kinds.map((value) => ({ value, label: t(`conditionKind.${value}`) }))}
              />
              <ConditionFields condition={condition} onChange={(next) => setCondition(index, next)} />
            </div>
          </Field>
        ))}
        <div className={styles.row}>
          <Button
            disabled={draft.conditions.length >= 5}
            onClick={() => edit({ conditions: [...draft.conditions, fresh.change] })}
          >
            {t('addCondition')}
          </Button>
          <Select
            value={draft.combine}
            onChange={(combine) => edit({ combine })}
            aria-label={t('combine')}
            options={(['any', 'all'] as const).map((value) => ({ value, label: t(`combines.${value}`) }))}
          />
        </div>
        <Field label={t('recipients')} hint={t('alertRecipientsHint')}>
          <RecipientsField
            channels={channels.data ?? []}
            recipients={draft.recipients}
            onChange={(recipients) => edit({ recipients })}
            hasValues={false}
          />
        </Field>
        <div className={styles.foot}>
          <Button onClick={close}>{t('cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={change.isPending} disabled={draft.name === ''}>
            {t('save')}
          </Button>
        </div>
      </form>
    </Drawer>
  );
}

function ConditionFields({
  condition,
  onChange,
}: {
  condition: AlertCondition;
  onChange: (next: AlertCondition) => void;
}) {
  const { t } = useTranslation('deliveries');
  const directions = (['rise', 'fall', 'either'] as const).map((value) => ({ value, label: t(`direction.${value}`) }));
  switch (condition.kind) {
    case 'threshold':
      return (
        <div className={styles.row}>
          <Select
            value={condition.operator}
            onChange={(operator) => onChange({ ...condition, operator })}
            aria-label={t('condition')}
            options={(['lt', 'lte', 'gt', 'gte'] as const).map((value) => ({
              value,
              label: { lt: '<', lte: '≤', gt: '>', gte: '≥' }[value],
            }))}
          />
          <InputNumber
            value={condition.value}
            onChange={(value) => onChange({ ...condition, value: value ?? 0 })}
            aria-label={t('bound')}
            style={{ width: '100%' }}
          />
        </div>
      );
    case 'change':
      return (
        <div className={styles.form}>
          <Select
            value={condition.against}
            onChange={(against) => onChange({ ...condition, against })}
            aria-label={t('against')}
            options={(['previous_period', 'previous_year'] as const).map((value) => ({
              value,
              label: t(`againsts.${value}`),
            }))}
          />
          <div className={styles.row}>
            <Select
              value={condition.direction}
              onChange={(direction) => onChange({ ...condition, direction })}
              aria-label={t('condition')}
              options={directions}
            />
            <InputNumber
              value={condition.ratio * 100}
              min={0.1}
              suffix="%"
              onChange={(value) => onChange({ ...condition, ratio: (value ?? 20) / 100 })}
              aria-label={t('bound')}
              style={{ width: '100%' }}
            />
          </div>
        </div>
      );
    case 'target':
      return (
        <InputNumber
          value={condition.share * 100}
          min={1}
          suffix="%"
          onChange={(value) => onChange({ ...condition, share: (value ?? 100) / 100 })}
          aria-label={t('bound')}
          style={{ width: '100%' }}
        />
      );
    case 'anomaly':
      return (
        <Select
          value={condition.direction}
          onChange={(direction) => onChange({ ...condition, direction })}
          aria-label={t('condition')}
          options={directions}
        />
      );
    case 'stale':
      return (
        <InputNumber
          value={condition.hours}
          min={1}
          suffix={t('hours')}
          onChange={(value) => onChange({ ...condition, hours: value ?? 24 })}
          aria-label={t('bound')}
          style={{ width: '100%' }}
        />
      );
  }
}

const blank: AlertDefinition = {
  ...{
    name: '',
    tile: null,
    measure: 'orders.revenue',
    timeMember: 'orders.ordered_at',
    range: 'latest-month',
    filters: [],
  },
  ...{ conditions: [fresh.change], combine: 'any', by: null, recipients: [], schedule: null },
};
