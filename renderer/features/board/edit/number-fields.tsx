import { Button, Checkbox, InputNumber, Select } from 'antd';
import { comparisons, type TileOf } from '../../../../contract/boards.ts';
import { useTranslation } from '../../../i18n/index.ts';
import styles from './edit.module.css';
import { type KindProps, Toggle, useMeasures } from './field.tsx';
import { MemberSelect } from './member-select.tsx';
import { TargetFields } from './target-fields.tsx';

export function NumberFields({ tile, change }: KindProps<TileOf<'number'>>) {
  const { t } = useTranslation('boards');
  const dated = useMeasures();
  return (
    <>
      <div className={styles.field}>
        <span>{t('measure')}</span>
        <MemberSelect
          label={t('measure')}
          kind="measure"
          value={tile.measure}
          onChange={([measure = '']) => change({ ...tile, measure, ...dated([measure]) })}
        />
      </div>
      <div className={styles.field}>
        <span>{t('comparedWith')}</span>
        <Checkbox.Group
          value={tile.comparisons}
          options={comparisons.map((value) => ({ value, label: t(`comparisons.${value}`) }))}
          onChange={(next) => change({ ...tile, comparisons: comparisons.filter((one) => next.includes(one)) })}
        />
      </div>
      <Toggle label={t('sparkline')} value={tile.sparkline} onChange={(sparkline) => change({ ...tile, sparkline })} />
      <TargetFields target={tile.target} change={(target) => change({ ...tile, target })} />
      <RuleFields tile={tile} change={change} />
    </>
  );
}

function RuleFields({ tile, change }: KindProps<TileOf<'number'>>) {
  const { t } = useTranslation('boards');
  const set = (index: number, part: object) =>
    change({ ...tile, rules: tile.rules.map((rule, place) => (place === index ? { ...rule, ...part } : rule)) });
  return (
    <div className={styles.field}>
      <span>{t('rules')}</span>
      {tile.rules.map((rule, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rules are known by their place
        <div key={index} className={styles.rule}>
          <Select
            aria-label={t('ruleOf')}
            value={rule.of}
            options={(['value', 'target'] as const).map((value) => ({ value, label: t(`ruleOfs.${value}`) }))}
            onChange={(of) => set(index, { of })}
          />
          <Select
            aria-label={t('ruleOperator')}
            value={rule.operator}
            options={[
              { value: 'gte', label: '≥' },
              { value: 'lt', label: '<' },
            ]}
            onChange={(operator) => set(index, { operator })}
          />
          <InputNumber
            aria-label={t('ruleBound')}
            value={rule.bound}
            onChange={(bound) => set(index, { bound: bound ?? 0 })}
          />
          <Select
            aria-label={t('ruleStatus')}
            value={rule.status}
            options={(['good', 'fair', 'bad'] as const).map((value) => ({ value, label: t(`statuses.${value}`) }))}
            onChange={(status) => set(index, { status })}
          />
          <button
            type="button"
            className={styles.remove}
            aria-label={t('remove')}
            onClick={() => change({ ...tile, rules: tile.rules.filter((_, place) => place !== index) })}
          >
            ×
          </button>
        </div>
      ))}
      <Button
        size="small"
        onClick={() =>
          change({ ...tile, rules: [...tile.rules, { of: 'target', operator: 'gte', bound: 1, status: 'good' }] })
        }
        disabled={tile.rules.length >= 6}
      >
        {t('addRule')}
      </Button>
    </div>
  );
}
