import { useTranslation } from '../i18n/index.ts';
import { RequestError } from '../transport/index.ts';

/** What happened, in the reader's language: the host's own sentence, or ours when the host could not speak. */
export function useErrorSentence(): (error: unknown) => string {
  const { t } = useTranslation('errors');
  return (error) => {
    if (!(error instanceof RequestError)) return error instanceof Error ? error.message : String(error);
    if (error.code === 'transport/unreachable') return t('unreachable');
    if (error.code === 'transport/unreadable') return t('unreadable');
    return error.message;
  };
}
