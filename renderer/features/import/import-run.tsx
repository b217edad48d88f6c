import { useMutation, useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect, useRef } from 'react';
import { useErrorSentence } from '../../errors/index.ts';
import { useTranslation } from '../../i18n/index.ts';
import { RequestError } from '../../transport/index.ts';
import { EmptyState } from '../../ui/index.ts';
import styles from './import.module.css';
import { ProblemNote } from './problem-note.tsx';
import { isFinished } from './progress.ts';
import { importQuery, removeSample } from './requests.ts';
import { RunProgress } from './run-progress.tsx';
import { RunResult } from './run-result.tsx';

interface ImportRunProps {
  id: string;
  /** Whether the sample data goes once this import has succeeded. */
  shouldRemoveSample: boolean;
  /** The sample is gone: the wish must not be repeated by a reload. */
  onSampleSettled: () => void;
  onAnother: () => void;
}

/** One import while it runs and when it is done. It lives on the host; this page only watches. */
export function ImportRun({ id, shouldRemoveSample, onSampleSettled, onAnother }: ImportRunProps) {
  const { t } = useTranslation('import');
  const { t: tFrame } = useTranslation();
  const sentence = useErrorSentence();
  const state = useQuery(importQuery(id));
  const sample = useMutation({ mutationFn: removeSample, onSuccess: onSampleSettled });

  // StrictMode and re-renders must not send the wish twice.
  const wasSampleAsked = useRef(false);
  const isDue = shouldRemoveSample && state.data?.status === 'succeeded';
  const { mutate } = sample;
  useEffect(() => {
    if (!isDue || wasSampleAsked.current) return;
    wasSampleAsked.current = true;
    mutate();
  }, [isDue, mutate]);

  if (state.data === undefined) {
    if (!state.isError)
      return (
        <div className={styles.narrow} aria-busy="true">
          <div className={styles.skeleton} />
        </div>
      );
    if (state.error instanceof RequestError && state.error.status === 404) {
      return (
        <EmptyState
          title={t('run.notFound')}
          hint={t('run.notFoundHint')}
          action={<Button onClick={onAnother}>{t('result.another')}</Button>}
        />
      );
    }
    return (
      <div className={styles.narrow}>
        <ProblemNote title={t('run.reconnecting')} message={sentence(state.error)}>
          <Button onClick={() => void state.refetch()}>{tFrame('retry')}</Button>
        </ProblemNote>
      </div>
    );
  }
  return (
    <div className={styles.narrow}>
      {isFinished(state.data.status) ? (
        <RunResult
          state={state.data}
          sample={sample.isIdle ? null : { ...sample, retry: () => mutate() }}
          onAnother={onAnother}
        />
      ) : (
        <RunProgress state={state.data} isUnreachable={state.isError || state.failureCount > 0} />
      )}
    </div>
  );
}
