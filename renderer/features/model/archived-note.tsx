import { Link } from '@tanstack/react-router';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import { useGovernedMembers } from './requests.ts';

/** Says which of the members that the model no longer has were archived, and where they are. */
export function ArchivedNote({ missing }: { missing: readonly string[] }) {
  const { t } = useTranslation('model');
  const language = useLanguage();
  const members = useGovernedMembers();
  const archived = (members.data ?? []).filter(
    ({ live, archivedAt }) => live !== null && archivedAt !== null && missing.includes(`${live.view}.${live.name}`),
  );
  if (archived.length === 0) return null;
  const titles = archived.map(({ live }) => live?.words[language].title).join(', ');
  return (
    <span data-testid="archived-members">
      {' '}
      {t('archivedNote', { titles })} <Link to="/model">{t('title')}</Link>
    </span>
  );
}
