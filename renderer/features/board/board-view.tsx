import { useTranslation } from '../../i18n/index.ts';
import { Page } from '../../ui/index.ts';

export function BoardView({ boardId }: { boardId: string }) {
  const { t } = useTranslation('board');
  return (
    <Page title={t('title')}>
      <p>{boardId}</p>
    </Page>
  );
}
