import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from '../../i18n/index.ts';
import { Page } from '../../ui/index.ts';
import { ImportRun } from './import-run.tsx';
import { ImportSteps } from './import-steps.tsx';
import { ImportWizardView } from './import-wizard.tsx';
import { useImportWizard } from './use-import-wizard.ts';

/**
 * `/import`; with `?id=` the import of that id, so that a reload or a link finds it again; with `?upload=` a file that
 * the desktop handed to the host.
 */
export default function ImportPage() {
  const { t } = useTranslation('import');
  const { id, sample, upload, name } = useSearch({ from: '/import' });
  const navigate = useNavigate();
  const wizard = useImportWizard();
  const runId = typeof id === 'string' ? id : null;
  const step = runId !== null ? 'run' : wizard.draft.step === 'map' ? 'map' : 'choose';

  const { pick } = wizard;
  useEffect(() => {
    if (typeof upload !== 'string' || typeof name !== 'string') return;
    pick(new File([], name), upload);
    void navigate({ to: '/import', search: {}, replace: true });
  }, [upload, name, pick, navigate]);

  const show = (search: Record<string, string>, replace = false) => void navigate({ to: '/import', search, replace });
  return (
    <Page title={t('title')} actions={<ImportSteps current={step} />}>
      {runId === null ? (
        <ImportWizardView
          wizard={wizard}
          onStarted={(started, shouldRemoveSample) => {
            show({ id: started, ...(shouldRemoveSample ? { sample: 'remove' } : {}) });
            wizard.leave();
          }}
        />
      ) : (
        <ImportRun
          key={runId}
          id={runId}
          shouldRemoveSample={sample === 'remove'}
          onSampleSettled={() => show({ id: runId }, true)}
          onAnother={() => show({})}
        />
      )}
    </Page>
  );
}
