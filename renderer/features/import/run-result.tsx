import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import type { ImportState } from '../../../contract/imports.ts';
import { useErrorSentence } from '../../errors/index.ts';
import { formatCount, formatDuration } from '../../format/index.ts';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import { WarningIcon } from '../../ui/icons.tsx';
import { CheckIcon, LinkButton } from '../../ui/index.ts';
import { useEntityName } from './entity-name.ts';
import { Figures } from './figures.tsx';
import styles from './import.module.css';
import { isTableEntity } from './mapping-plan.ts';
import { averageRowsPerSecond } from './progress.ts';
import { RejectsTable } from './rejects-table.tsx';

/** The removal of the sample data that was asked for together with this import. */
export interface SampleRemoval {
  status: 'idle' | 'pending' | 'success' | 'error';
  error: unknown;
  retry: () => void;
}

interface RunResultProps {
  state: ImportState;
  sample: SampleRemoval | null;
  onAnother: () => void;
}

/** What came of an import: figures, what was left out and why, and where to go from here. */
export function RunResult({ state, sample, onAnother }: RunResultProps) {
  const { t } = useTranslation('import');
  const isDone = state.status === 'succeeded';
  return (
    <section className={styles.card} data-testid="import-result" data-status={state.status}>
      <ResultHead state={state} />
      {isDone ? <ResultFigures state={state} /> : null}
      {sample ? <SampleLine sample={sample} /> : null}
      <div className={styles.cardActions}>
        {isDone ? (
          <LinkButton to="/" isPrimary size="large" data-testid="import-open-board">
            {t('result.openBoard')}
          </LinkButton>
        ) : null}
        <Button onClick={onAnother} type={isDone ? 'default' : 'primary'} size="large" data-testid="import-another">
          {isDone ? t('result.another') : t('problems.other')}
        </Button>
        <Link to="/data" className={styles.plainLink}>
          {t('result.toData')}
        </Link>
      </div>
      {state.rowsRejected > 0 ? <RejectsTable state={state} /> : null}
    </section>
  );
}

function ResultHead({ state }: { state: ImportState }) {
  const { t } = useTranslation('import');
  const nameOf = useEntityName();
  const shown = formatCount(state.rowsAccepted);
  const isAllKnown = state.rowsAccepted > 0 && state.rowsUnchanged === state.rowsAccepted;
  const words = { name: state.fileName, entity: nameOf(state.entity) };
  if (state.status === 'succeeded') {
    return (
      <header className={styles.resultHead} data-kind="good">
        <CheckIcon size={22} />
        <div role="status">
          <h2 className={styles.cardTitle}>
            {isAllKnown ? t('result.succeededSame') : t('result.succeeded', { count: state.rowsAccepted, shown })}
          </h2>
          <p>
            {isAllKnown
              ? t('result.succeededSameHint', { shown })
              : t(isTableEntity(state.entity) ? 'result.succeededTable' : 'result.succeededHint', words)}
          </p>
          {state.rowsRejected > 0 ? (
            <p>{t('result.withRejects', { count: state.rowsRejected, shown: formatCount(state.rowsRejected) })}</p>
          ) : null}
        </div>
      </header>
    );
  }
  const isFailed = state.status === 'failed';
  return (
    <header className={styles.resultHead} data-kind={isFailed ? 'bad' : 'plain'}>
      <WarningIcon size={22} />
      <div role={isFailed ? 'alert' : 'status'}>
        <h2 className={styles.cardTitle}>{t(isFailed ? 'result.failed' : 'result.cancelled')}</h2>
        {isFailed && state.error ? <p>{state.error.message}</p> : null}
        {isFailed && state.error ? null : (
          <p className={styles.quiet}>{t(isFailed ? 'result.failedHint' : 'result.cancelledHint')}</p>
        )}
      </div>
    </header>
  );
}

function ResultFigures({ state }: { state: ImportState }) {
  const { t } = useTranslation('import');
  const language = useLanguage();
  const pace = averageRowsPerSecond(state);
  const seconds =
    state.startedAt && state.finishedAt ? (Date.parse(state.finishedAt) - Date.parse(state.startedAt)) / 1000 : null;
  return (
    <Figures
      items={[
        { label: t('figures.read'), value: formatCount(state.rowsRead) },
        { label: t('figures.accepted'), value: formatCount(state.rowsAccepted) },
        {
          label: t('figures.unchanged'),
          value: formatCount(state.rowsUnchanged),
          title: t('figures.unchangedHint'),
        },
        { label: t('figures.rejected'), value: formatCount(state.rowsRejected), isWarning: state.rowsRejected > 0 },
        ...(seconds === null ? [] : [{ label: t('figures.duration'), value: formatDuration(seconds, language) }]),
        ...(pace === null ? [] : [{ label: t('figures.pace'), value: formatCount(pace) }]),
      ]}
    />
  );
}

function SampleLine({ sample }: { sample: SampleRemoval }) {
  const { t } = useTranslation('import');
  const sentence = useErrorSentence();
  if (sample.status === 'error') {
    return (
      <p className={styles.sampleLine} role="alert">
        {t('result.sampleFailed', { reason: sentence(sample.error) })}{' '}
        <Button size="small" onClick={sample.retry}>
          {t('result.sampleRetry')}
        </Button>
      </p>
    );
  }
  return (
    <p className={styles.sampleLine} aria-live="polite">
      {sample.status === 'success' ? t('result.sampleRemoved') : t('result.sampleRemoving')}
    </p>
  );
}
