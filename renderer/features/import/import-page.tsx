import { useTranslation } from '../../i18n/index.ts';
import { EmptyState, Page } from '../../ui/index.ts';

export default function ImportPage() {
  const { t } = useTranslation('import');
  return (
    <Page title={t('title')}>
      <EmptyState title={t('title')} />
    </Page>
  );
}
