import { Checkbox, Select } from 'antd';
import type { DeliverySchedule } from '../../../contract/deliveries.ts';
import { useTranslation } from '../../i18n/index.ts';
import { useMembers } from '../../queries/index.ts';
import styles from './deliveries.module.css';
import { Field } from './field.tsx';
import { ValuesSelect } from './values-select.tsx';

type Slices = DeliverySchedule['slices'];

/** One report per value of a dimension, and what becomes of tiles that it does not narrow. */
export function SlicesField({ slices, onChange }: { slices: Slices; onChange: (slices: Slices) => void }) {
  const { t } = useTranslation('deliveries');
  const members = useMembers();
  const dimensions = [...(members.data?.values() ?? [])].filter(
    ({ kind, type }) => kind === 'dimension' && type === 'string',
  );
  const choose = (member: string | undefined) =>
    onChange(member === undefined ? null : { member, values: [], unreached: slices?.unreached ?? 'leave_out' });
  return (
    <>
      <Field label={t('slices')} hint={t('slicesHint')}>
        <div className={styles.row}>
          <Select
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            value={slices?.member ?? null}
            placeholder={t('noSlices')}
            onChange={(member) => choose(member ?? undefined)}
            aria-label={t('slices')}
            options={dimensions.map(({ name, title, viewTitle }) => ({
              value: name,
              label: `${viewTitle} · ${title}`,
            }))}
          />
          <ValuesSelect
            member={slices?.member ?? null}
            values={slices?.values ?? []}
            placeholder={t('valuesExample')}
            onChange={(values) => onChange(slices && { ...slices, values })}
          />
        </div>
      </Field>
      {slices === null ? null : (
        <div className={styles.field}>
          <Checkbox
            checked={slices.unreached === 'send_whole'}
            onChange={(event) => onChange({ ...slices, unreached: event.target.checked ? 'send_whole' : 'leave_out' })}
          >
            {t('sendWhole')}
          </Checkbox>
          <span className={styles.hint}>{t('sendWholeHint')}</span>
        </div>
      )}
    </>
  );
}
