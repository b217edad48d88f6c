import { useQuery } from '@tanstack/react-query';
import { Button, Drawer, Input, Alert as Message, Select } from 'antd';
import { useState } from 'react';
import { type Alert, type AlertCondition, type AlertDefinition, alertInput } from '../../../contract/alerts.ts';
import { useErrorSentence } from '../../errors/index.ts';
import { useTranslation } from '../../i18n/index.ts';
import { useMembers, viewOf } from '../../queries/index.ts';
import { CloseIcon } from '../../ui/index.ts';
import { areFiltersWhole } from './alert-filters.tsx';
import { AlertSubject } from './alert-subject.tsx';
import { ConditionFields } from './condition-fields.tsx';
import styles from './deliveries.module.css';
import { Field } from './field.tsx';
import { LooksField } from './looks-field.tsx';
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

interface AlertFormProps {
  /** The one that is changed; null: a new one. */
  alert: Alert | null;
  /** Of a new one: what is known already. */
  start?: Partial<AlertDefinition>;
  close: () => void;
}

/** Which figure, under which conditions, and who is told. */
export function AlertForm({ alert, start, close }: AlertFormProps) {
  const { t } = useTranslation('deliveries');
  const sentence = useErrorSentence();
  const channels = useQuery(channelsQuery);
  const change = useChange();
  const [draft, setDraft] = useState<AlertDefinition>(() => alert?.definition ?? { ...blank, ...start });
  const edit = (part: Partial<AlertDefinition>) => setDraft((known) => ({ ...known, ...part }));
  const setCondition = (index: number, next: AlertCondition) =>
    edit({ conditions: draft.conditions.map((one, place) => (place === index ? next : one)) });
  const isComplete = draft.name.trim() !== '' && draft.tile?.tile !== '' && areFiltersWhole(draft.filters);
  const save = () => {
    if (!isComplete || change.isPending) return;
    const path = alert === null ? 'alerts' : `alerts/${alert.id}`;
    change.mutate({ path, method: alert === null ? 'POST' : 'PUT', body: draft }, { onSuccess: close });
  };
  return (
    <Drawer open title={t(alert === null ? 'addAlert' : 'editAlert')} onClose={close} size={560}>
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
            placeholder={t('alertNameExample')}
            onChange={(event) => edit({ name: event.target.value })}
            aria-label={t('name')}
          />
        </Field>
        <AlertSubject draft={draft} edit={edit} />
        <Field label={t('conditions')}>
          <div className={styles.conditions}>
            {draft.conditions.map((condition, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no other name
              <div key={index} className={styles.condition}>
                <Select
                  value={condition.kind}
                  onChange={(kind) => setCondition(index, fresh[kind])}
                  aria-label={t('condition')}
                  options={kinds.map((value) => ({ value, label: t(`conditionKind.${value}`) }))}
                />
                <ConditionFields condition={condition} onChange={(next) => setCondition(index, next)} />
                {draft.conditions.length > 1 ? (
                  <Button
                    type="text"
                    icon={<CloseIcon size={14} />}
                    aria-label={t('removeCondition')}
                    onClick={() => edit({ conditions: draft.conditions.filter((_, place) => place !== index) })}
                  />
                ) : null}
              </div>
            ))}
            <div className={styles.row}>
              <Button
                disabled={draft.conditions.length >= 5}
                onClick={() => edit({ conditions: [...draft.conditions, fresh.change] })}
              >
                {t('addCondition')}
              </Button>
              {draft.conditions.length > 1 ? (
                <Select
                  value={draft.combine}
                  onChange={(combine) => edit({ combine })}
                  aria-label={t('combine')}
                  options={(['any', 'all'] as const).map((value) => ({ value, label: t(`combines.${value}`) }))}
                />
              ) : null}
            </div>
          </div>
        </Field>
        <MoversField draft={draft} edit={edit} />
        <Field label={t('recipients')} hint={t('alertRecipientsHint')}>
          <RecipientsField
            channels={channels.data ?? []}
            recipients={draft.recipients}
            onChange={(recipients) => edit({ recipients })}
            hasValues={false}
          />
        </Field>
        <LooksField schedule={draft.schedule} onChange={(schedule) => edit({ schedule })} />
        <p className={styles.hint}>{t('alertWhen')}</p>
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

/** The dimension whose values are told with the alert: those that moved the figure most. */
function MoversField({ draft, edit }: { draft: AlertDefinition; edit: (part: Partial<AlertDefinition>) => void }) {
  const { t } = useTranslation('deliveries');
  const members = useMembers();
  const view = viewOf(draft.measure);
  const dimensions = [...(members.data?.values() ?? [])].filter(
    ({ kind, type, name }) => kind === 'dimension' && type === 'string' && viewOf(name) === view,
  );
  return (
    <Field label={t('movers')} hint={t('moversHint')}>
      <Select
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        value={draft.by}
        onChange={(by) => edit({ by: by ?? null })}
        placeholder={t('noMovers')}
        aria-label={t('movers')}
        options={dimensions.map(({ name, title }) => ({ value: name, label: title }))}
      />
    </Field>
  );
}

const blank: AlertDefinition = {
  ...alertInput.parse({ name: '-', measure: 'orders.revenue', conditions: [fresh.change] }),
  name: '',
};
