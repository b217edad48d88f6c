import { useMutation } from '@tanstack/react-query';
import { Button, Progress } from 'antd';
import { useEffect, useState } from 'react';
import type { ImportState } from '../../../contract/imports.ts';
import { formatCount, formatDuration } from '../../format/index.ts';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import { Figures } from './figures.tsx';
import styles from './import.module.css';
import { addSample, type ProgressSample, paceOf } from './progress.ts';
import { cancelImport } from './requests.ts';

/** A running import: share of the file, rows per second, time left, and a way to stop it. */
export function RunProgress({ state, isUnreachable }: { state: ImportState; isUnreachable: boolean }) {
  const { t } = useTranslation('import');
  const language = useLanguage();
  const cancel = useMutation({ mutationFn: () => cancelImport(state.id) });
  const pace = usePace(state);
  const percent = Math.floor((pace.fraction ?? 0) * 100);
  const isQueued = state.status === 'queued';
  return (
    <section className={styles.card} aria-busy="true" data-testid="import-progress">
      <h2 className={styles.cardTitle}>{isQueued ? t('run.queued') : t('run.running', { name: state.fileName })}</h2>
      <Progress percent={percent} showInfo={false} status="active" aria-label={t('run.label')} />
      <p className={styles.cardLine}>
        <span data-testid="import-pace">
          {[
            t('run.percent', { percent: `${percent}%` }),
            pace.rowsPerSecond === null ? null : t('run.pace', { rows: formatCount(pace.rowsPerSecond) }),
            remainingText(),
          ]
            .filter((text) => text !== null)
            .join(' · ')}
        </span>
        <Button
          loading={cancel.isPending || cancel.isSuccess}
          onClick={() => cancel.mutate()}
          data-testid="import-cancel"
        >
          {cancel.isPending || cancel.isSuccess ? t('run.cancelling') : t('run.cancel')}
        </Button>
      </p>
      <Figures
        items={[
          { label: t('figures.read'), value: formatCount(state.rowsRead) },
          { label: t('figures.accepted'), value: formatCount(state.rowsAccepted) },
          { label: t('figures.rejected'), value: formatCount(state.rowsRejected), isWarning: state.rowsRejected > 0 },
        ]}
      />
      <p className={styles.quiet} aria-live="polite">
        {isUnreachable ? t('run.reconnecting') : (state.error?.message ?? t('run.leave'))}
      </p>
    </section>
  );

  function remainingText(): string | null {
    if (isQueued) return null;
    if (pace.fraction === 1) return t('run.finishing');
    if (pace.remainingSeconds === null) return null;
    return t('run.remaining', { duration: formatDuration(Math.max(1, Math.round(pace.remainingSeconds)), language) });
  }
}

function usePace(state: ImportState) {
  const [samples, setSamples] = useState<readonly ProgressSample[]>([]);
  const [now, setNow] = useState(() => Date.now());
  const { rowsRead, bytesRead } = state;
  useEffect(() => {
    setSamples((known) => addSample(known, { atMs: Date.now(), rows: rowsRead, bytes: bytesRead }));
  }, [rowsRead, bytesRead]);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return paceOf(samples, state.bytesTotal, Math.max(now, samples.at(-1)?.atMs ?? 0));
}
