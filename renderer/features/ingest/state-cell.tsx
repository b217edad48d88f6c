import { useLanguage, useTranslation } from '../../i18n/index.ts';
import { formatDate } from './format-date.ts';

/** In use since, or ended when. */
export function StateCell({ createdAt, endedAt }: { createdAt: string; endedAt: string | null }) {
  const { t } = useTranslation('ingest');
  const language = useLanguage();
  return (
    <td>
      {endedAt === null
        ? `${t('inUse')} · ${formatDate(createdAt, language)}`
        : t('ended', { at: formatDate(endedAt, language) })}
    </td>
  );
}
