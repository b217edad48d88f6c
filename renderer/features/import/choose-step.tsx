import { Button } from 'antd';
import { useId, useRef } from 'react';
import { useTranslation } from '../../i18n/index.ts';
import styles from './import.module.css';
import type { Problem } from './import-draft.ts';
import { FilePicture } from './import-icons.tsx';
import { ProblemNote } from './problem-note.tsx';
import { RecentImports } from './recent-imports.tsx';

const accepted =
  '.csv,.tsv,.txt,.tab,.xlsx,.xlsm,.xls,.json,.ndjson,.jsonl,.parquet,.gz,.zip,text/csv,text/tab-separated-values,text/plain,application/json,application/gzip,application/zip';
const entities = ['orders', 'order_items', 'profiles', 'products', 'events'] as const;

interface ChooseStepProps {
  isOver: boolean;
  problem: Problem | null;
  /** The file the problem is with. */
  fileName: string | null;
  onPick: (files: File[]) => void;
  onRetry: (() => void) | null;
}

/** The drop zone. The whole window takes the file; the zone says so and offers the picker. */
export function ChooseStep({ isOver, problem, fileName, onPick, onRetry }: ChooseStepProps) {
  const { t } = useTranslation('import');
  const input = useRef<HTMLInputElement>(null);
  const hintId = useId();
  return (
    <div className={styles.narrow}>
      {problem ? (
        <ProblemNote
          title={fileName === null ? t('problems.readPlain') : t('problems.read', { name: fileName })}
          message={problem.message}
          details={problem.details}
          {...(problem.isNetwork ? { hint: t('problems.kept') } : {})}
        >
          {problem.isNetwork && onRetry ? <Button onClick={onRetry}>{t('problems.again')}</Button> : null}
        </ProblemNote>
      ) : null}
      <section className={styles.dropzone} data-over={isOver || undefined} data-testid="import-dropzone">
        <FilePicture />
        <h2 className={styles.dropHeadline}>{isOver ? t('choose.over') : t('choose.headline')}</h2>
        <p id={hintId} className={styles.dropHint}>
          {t('choose.hint')}
        </p>
        <Button type="primary" size="large" aria-describedby={hintId} onClick={() => input.current?.click()}>
          {t('choose.button')}
        </Button>
        <input
          ref={input}
          type="file"
          accept={accepted}
          className="visually-hidden"
          tabIndex={-1}
          aria-label={t('choose.button')}
          data-testid="import-file-input"
          onChange={(event) => {
            onPick([...(event.target.files ?? [])]);
            event.target.value = '';
          }}
        />
        <p className={styles.quiet}>{t('choose.privacy')}</p>
      </section>
      <section className={styles.becomes}>
        <h2 className={styles.sectionTitle}>{t('choose.becomes')}</h2>
        <ul>
          {entities.map((entity) => (
            <li key={entity} className={styles.kind}>
              <strong>{t(`entity.${entity}`)}</strong>
              <span className={styles.kindHint}>{t(`entity.${entity}Hint`)}</span>
            </li>
          ))}
        </ul>
        <p className={styles.quiet}>{t('choose.becomesTable')}</p>
      </section>
      <RecentImports />
    </div>
  );
}
