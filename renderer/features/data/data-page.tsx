import { useTranslation } from '../../i18n/index.ts';
import { EmptyState, Page } from '../../ui/index.ts';

export default function DataPage() {
  const { t } = useTranslation('data');
  return (
    <Page title={t('title')}>
      <EmptyState title={t('title')} />
    </Page>
  );
}
