import { Button } from 'antd';
import type { ImportOptions } from '../../../contract/imports.ts';
import { formatBytes } from '../../format/index.ts';
import { useTranslation } from '../../i18n/index.ts';
import { WarningIcon } from '../../ui/icons.tsx';
import { FileChoices } from './file-choices.tsx';
import type { MapStep } from './import-draft.ts';
import type { CatalogField } from './map-step.tsx';
import { isTableEntity } from './mapping-plan.ts';
import styles from './preview.module.css';
import { PreviewTable } from './preview-table.tsx';
import { useRowsText } from './rows-text.ts';

interface PreviewPaneProps {
  step: MapStep;
  fields: readonly CatalogField[];
  uses: ReadonlyMap<string, string[]>;
  /** Columns that feed the field being looked at. */
  active: ReadonlySet<string>;
  shouldReveal: boolean;
  onReread: (options: ImportOptions) => void;
  onOtherFile: () => void;
}

/** The file itself: facts, what of it can be chosen, warnings, the first rows. */
export function PreviewPane({ step, fields, uses, active, shouldReveal, onReread, onOtherFile }: PreviewPaneProps) {
  const { t } = useTranslation('import');
  const { preview, options } = step;
  const isRereading = step.activity === 'rereading';
  const facts = [
    formatBytes(preview.sizeBytes),
    useRowsText(preview),
    t('file.columns', { count: preview.columns.length }),
    ...(preview.hasHeader ? [] : [t('file.noHeader')]),
  ];
  return (
    <section className={styles.pane} aria-label={t('preview.title')} aria-busy={isRereading}>
      <header className={styles.facts}>
        <h2 className={styles.fileName} title={preview.fileName}>
          {preview.fileName}
        </h2>
        <Button size="small" type="text" className={styles.other ?? ''} onClick={onOtherFile}>
          {t('file.other')}
        </Button>
        <span className={styles.fact} aria-live="polite">
          {isRereading ? t('file.rereading') : facts.join(' · ')}
        </span>
        <FileChoices preview={preview} options={options} isRereading={isRereading} onReread={onReread} />
      </header>
      {preview.warnings.length > 0 ? (
        <ul className={styles.warnings} aria-label={t('preview.warnings')}>
          {preview.warnings.map((warning) => (
            <li key={warning.code + warning.message}>
              <WarningIcon size={14} />
              {warning.message}
            </li>
          ))}
        </ul>
      ) : null}
      <PreviewTable
        preview={preview}
        fields={fields}
        uses={uses}
        active={active}
        shouldReveal={shouldReveal}
        isTable={isTableEntity(step.entity)}
        isStale={isRereading}
      />
    </section>
  );
}
