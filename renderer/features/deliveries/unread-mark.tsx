import { useQuery } from '@tanstack/react-query';
import { useTranslation } from '../../i18n/index.ts';
import styles from './deliveries.module.css';
import { noticesQuery } from './requests.ts';

/** A dot where notices wait to be read. */
export function UnreadMark() {
  const { t } = useTranslation('deliveries');
  const notices = useQuery(noticesQuery);
  const count = notices.data?.filter(({ isRead }) => !isRead).length ?? 0;
  return count === 0 ? null : (
    <span className={styles.unreadMark} data-testid="unread-notices">
      <span className="visually-hidden">{t('unread', { count })}</span>
    </span>
  );
}
