import { Button, Select } from 'antd';
import { delimiters, encodings, type ImportOptions } from '../../../contract/imports.ts';
import { formatBytes } from '../../format/index.ts';
import { useTranslation } from '../../i18n/index.ts';
import { WarningIcon } from '../../ui/icons.tsx';
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

const delimiterNames = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'pipe' } as const;

/** The file itself: facts with the two that can be wrong as choices, warnings, the first rows. */
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
        <span className={styles.choices}>
          <span className={styles.choice} title={t('file.garbled')}>
            <span className={styles.choiceLabel}>{t('file.encoding')}</span>
            <Select
              size="small"
              value={preview.encoding}
              disabled={isRereading}
              popupMatchSelectWidth={false}
              options={encodings.map((encoding) => ({ value: encoding, label: t(`encodings.${encoding}`) }))}
              onChange={(encoding) => onReread({ ...options, encoding })}
              aria-label={t('file.encoding')}
              data-testid="import-encoding"
            />
          </span>
          <span className={styles.choice}>
            <span className={styles.choiceLabel}>{t('file.delimiter')}</span>
            <Select
              size="small"
              value={preview.delimiter}
              disabled={isRereading}
              popupMatchSelectWidth={false}
              options={delimiters.map((delimiter) => ({
                value: delimiter,
                label: t(`delimiters.${delimiterNames[delimiter]}`),
              }))}
              onChange={(delimiter) => onReread({ ...options, delimiter })}
              aria-label={t('file.delimiter')}
              data-testid="import-delimiter"
            />
          </span>
        </span>
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
