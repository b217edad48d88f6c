import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from '../../i18n/index.ts';
import { useStatus } from '../../queries/index.ts';
import { Page } from '../../ui/index.ts';
import { ConnectionWizard } from './connection-wizard.tsx';
import { emptyDraft } from './draft.ts';

/** Makes a connection, syncs it for the first time, and shows how that goes. */
export default function NewConnectionPage() {
  const { t } = useTranslation('connections');
  const navigate = useNavigate();
  const timezone = useStatus().data?.workspace.timezone;
  return (
    <Page title={t('wizard.title')} crumb={t('title')}>
      {timezone === undefined ? null : (
        <ConnectionWizard
          start={emptyDraft(timezone)}
          timezone={timezone}
          onCancel={() => void navigate({ to: '/connections' })}
          onDone={({ id }) => void navigate({ to: '/connections/$id', params: { id } })}
        />
      )}
    </Page>
  );
}
