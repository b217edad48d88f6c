import { InputNumber, Select } from 'antd';
import type { Target } from '../../../../contract/boards.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { useBoardState } from '../board-context.ts';
import styles from './edit.module.css';
import { MemberSelect } from './member-select.tsx';
import { suggestionOf, timeMemberFor } from './tile-kinds.ts';

/** What a figure should reach: nothing, a number, the typed targets, or a measure such as an imported plan's. */
export function TargetFields({ target, change }: { target: Target | null; change: (target: Target | null) => void }) {
  const { t } = useTranslation('boards');
  const { members } = useBoardState();
  const choose = (kind: Target['kind'] | 'none') => {
    const { measure } = suggestionOf(members);
    if (kind === 'none') change(null);
    else if (kind === 'fixed') change({ kind, value: 100 });
    else if (kind === 'plan') change({ kind });
    else change({ kind, measure, timeMember: timeMemberFor(measure, members) });
  };
  const kinds = ['none', 'fixed', 'plan', 'measure'] as const;
  return (
    <div className={styles.field}>
      <span>{t('target')}</span>
      <Select
        aria-label={t('target')}
        value={target?.kind ?? 'none'}
        options={kinds.map((value) => ({ value, label: t(`targetKinds.${value}`) }))}
        onChange={choose}
      />
      {target?.kind === 'fixed' ? (
        <InputNumber
          aria-label={t('targetValue')}
          value={target.value}
          style={{ width: '100%' }}
          onChange={(value) => change({ kind: 'fixed', value: value ?? 0 })}
        />
      ) : null}
      {target?.kind === 'measure' ? (
        <MemberSelect
          label={t('targetKinds.measure')}
          kind="measure"
          value={target.measure}
          onChange={([measure = '']) =>
            change({ kind: 'measure', measure, timeMember: timeMemberFor(measure, members) })
          }
        />
      ) : null}
    </div>
  );
}
