import type { ConnectionFailure } from '../../../contract/connections.ts';
import { useTranslation } from '../../i18n/index.ts';
import styles from './connections.module.css';

/** What went wrong, what the source said, and the exact request; secrets are masked by the host. */
export function FailureNote({ failure }: { failure: ConnectionFailure }) {
  const { t } = useTranslation('connections');
  const { message, reason, request } = failure;
  return (
    <>
      <p className={styles.fault}>{message}</p>
      {reason ? (
        <p className={styles.help}>
          {t('wizard.said')}: {reason}
        </p>
      ) : null}
      {request ? (
        <details>
          <summary className={styles.help}>{t('history.request')}</summary>
          <pre className={styles.mono}>{request.request}</pre>
          {request.response ? <pre className={styles.mono}>{request.response}</pre> : null}
        </details>
      ) : null}
    </>
  );
}
