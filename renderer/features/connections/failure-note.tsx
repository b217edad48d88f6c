import type { ConnectionFailure } from '../../../contract/connections.ts';
import { useTranslation } from '../../i18n/index.ts';
import parts from './connections.module.css';
import styles from './failure-note.module.css';

/** What went wrong, what the source said, and the exact request; secrets are masked by the host. */
export function FailureNote({ failure }: { failure: ConnectionFailure }) {
  const { t } = useTranslation('connections');
  const { message, reason, request } = failure;
  return (
    <>
      <p className={parts.fault}>{message}</p>
      {reason ? (
        <p className={parts.help}>
          {t('wizard.said')}: {reason}
        </p>
      ) : null}
      {request ? (
        <details>
          <summary className={parts.help}>{t('history.request')}</summary>
          <pre className={styles.mono}>{request.request}</pre>
          {request.response ? <pre className={styles.mono}>{request.response}</pre> : null}
        </details>
      ) : null}
    </>
  );
}
