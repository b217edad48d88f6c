import { Button } from 'antd';
import { useTranslation } from '../i18n/index.ts';
import { RequestError } from '../transport/index.ts';
import styles from './page-error.module.css';
import { useErrorSentence } from './sentence.ts';

/** A whole page that failed: what happened, what is safe, and a way on. */
export function PageError({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation('errors');
  const sentence = useErrorSentence();
  const isSignedOut = error instanceof RequestError && error.status === 401;
  return (
    <div className={styles.page} role="alert" data-testid="page-error">
      <h1 className={styles.title}>{isSignedOut ? t('notSignedInTitle') : t('pageTitle')}</h1>
      <p className={styles.hint}>{isSignedOut ? t('notSignedInHint') : t('pageHint')}</p>
      {isSignedOut ? null : <p className={styles.detail}>{sentence(error)}</p>}
      <Button onClick={onRetry ?? (() => location.reload())}>{t('reload')}</Button>
    </div>
  );
}
