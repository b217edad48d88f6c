import { Link } from '@tanstack/react-router';
import { useTranslation } from '../i18n/index.ts';
import { EmptyState, Page } from '../ui/index.ts';

export function NotFound() {
  const { t } = useTranslation();
  return (
    <Page title={t('notFoundTitle')}>
      <EmptyState title={t('notFoundTitle')} hint={t('notFoundHint')} action={<Link to="/">{t('toBoard')}</Link>} />
    </Page>
  );
}
