import type { GovernedMember } from '../../../contract/model.ts';
import { useTranslation } from '../../i18n/index.ts';
import styles from './state-tag.module.css';

/** Where a member stands, and whether a change of it is on its way. */
export function StateTag({ state, pending }: Pick<GovernedMember, 'state' | 'pending'>) {
  const { t } = useTranslation('model');
  return (
    <span className={styles.state} data-state={state}>
      {t(`states.${state}`)}
      {state === 'live' && pending !== null ? (
        <small>{t('pendingChange', { state: t(`states.${pending}`) })}</small>
      ) : null}
    </span>
  );
}
