import { useQuery } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useEffect } from 'react';
import { useErrorSentence } from '../../errors/index.ts';
import { useTranslation } from '../../i18n/index.ts';
import { useStatus } from '../../queries/index.ts';
import { ChooseStep } from './choose-step.tsx';
import styles from './import.module.css';
import { defaultsOf } from './import-defaults.ts';
import { removesSample } from './import-draft.ts';
import { MapStepView } from './map-step.tsx';
import { takeFile } from './pending-file.ts';
import { ProblemNote } from './problem-note.tsx';
import { catalogQuery } from './requests.ts';
import { UploadStep } from './upload-step.tsx';
import type { ImportWizard } from './use-import-wizard.ts';
import { useHasOwnData } from './use-own-data.ts';
import { useWindowDrop } from './use-window-drop.ts';

interface ImportWizardViewProps {
  wizard: ImportWizard;
  onStarted: (id: string, shouldRemoveSample: boolean) => void;
}

/** From the drop zone to "start". */
export function ImportWizardView({ wizard, onStarted }: ImportWizardViewProps) {
  const { t } = useTranslation('import');
  const { t: tFrame } = useTranslation();
  const { message } = App.useApp();
  const catalog = useQuery(catalogQuery);
  const status = useStatus();
  const sentence = useErrorSentence();
  const { draft, pick } = wizard;

  useEffect(() => {
    const file = takeFile();
    if (file !== null) pick(file);
  }, [pick]);

  const pickOne = (files: File[]) => {
    if (files.length > 1) void message.warning(t('choose.several'), 6);
    else if (files[0]) pick(files[0]);
  };
  const isOver = useWindowDrop(pickOne);
  const hasOwnData = useHasOwnData();
  const defaults = status.data ? defaultsOf(status.data.workspace, hasOwnData) : null;
  const hasSample = status.data?.sample.state === 'present' || status.data?.sample.state === 'importing';

  if (draft.step === 'choose') {
    return (
      <ChooseStep
        isOver={isOver}
        problem={draft.problem}
        fileName={draft.file?.name ?? null}
        onPick={pickOne}
        onRetry={wizard.retry}
      />
    );
  }
  if (draft.step === 'uploading') return <UploadStep {...draft} onCancel={wizard.leave} />;
  if (catalog.isError) {
    return (
      <div className={styles.narrow}>
        <ProblemNote title={t('problems.catalog')} message={sentence(catalog.error)}>
          <Button onClick={() => void catalog.refetch()}>{tFrame('retry')}</Button>
        </ProblemNote>
      </div>
    );
  }
  return (
    <>
      <MapStepView
        step={draft}
        catalog={catalog.data ?? []}
        tables={tablesOf(status.data?.counts)}
        defaults={defaults}
        hasSample={hasSample}
        wizard={wizard}
        onStart={() => wizard.start(defaults, (id) => onStarted(id, hasSample && removesSample(draft)))}
      />
      {isOver ? (
        <div className={styles.overlay} aria-hidden="true">
          {t('choose.over')}
        </div>
      ) : null}
    </>
  );
}

const tablesOf = (counts: Record<string, number> | undefined): string[] =>
  Object.keys(counts ?? {}).filter((entity) => entity.startsWith('table:'));
