import { Select } from 'antd';
import type { ReactNode } from 'react';
import { delimiters, encodings, type ImportOptions, type ImportPreview } from '../../../contract/imports.ts';
import { useTranslation } from '../../i18n/index.ts';
import styles from './preview.module.css';

interface FileChoicesProps {
  preview: ImportPreview;
  options: ImportOptions;
  isRereading: boolean;
  onReread: (options: ImportOptions) => void;
}

const delimiterNames = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'pipe' } as const;
/** How the host calls all files of an archive, or all sheets of a workbook, together. */
const allFiles = '*';

/** What of a file can be told wrong or chosen: the sheet or file inside; of text its encoding and delimiter. */
export function FileChoices({ preview, options, isRereading, onReread }: FileChoicesProps) {
  const { t } = useTranslation('import');
  const { kind, tables, table } = preview;
  const choiceOf = {
    xlsx: 'sheet',
    xls: 'sheet',
    zip: 'member',
    json: 'list',
    ndjson: 'list',
    parquet: 'list',
    text: 'list',
  } as const;
  const together = t(kind === 'zip' ? 'file.allMembers' : 'file.allSheets');
  const common = { size: 'small', disabled: isRereading, popupMatchSelectWidth: false } as const;
  return (
    <span className={styles.choices}>
      {tables.length > 1 ? (
        <Choice label={t(`file.${choiceOf[kind]}`)}>
          <Select
            {...common}
            showSearch={tables.length > 12}
            value={table}
            options={tables.map((name) => ({ value: name, label: name === allFiles ? together : name }))}
            onChange={(sheet) => sheet !== null && onReread({ ...options, sheet })}
            aria-label={t(`file.${choiceOf[kind]}`)}
            data-testid="import-sheet"
          />
        </Choice>
      ) : null}
      {kind === 'text' ? (
        <>
          <Choice label={t('file.encoding')} title={t('file.garbled')}>
            <Select
              {...common}
              value={preview.encoding}
              options={encodings.map((encoding) => ({ value: encoding, label: t(`encodings.${encoding}`) }))}
              onChange={(encoding) => onReread({ ...options, encoding })}
              aria-label={t('file.encoding')}
              data-testid="import-encoding"
            />
          </Choice>
          <Choice label={t('file.delimiter')}>
            <Select
              {...common}
              value={preview.delimiter}
              options={delimiters.map((delimiter) => ({
                value: delimiter,
                label: t(`delimiters.${delimiterNames[delimiter]}`),
              }))}
              onChange={(delimiter) => onReread({ ...options, delimiter })}
              aria-label={t('file.delimiter')}
              data-testid="import-delimiter"
            />
          </Choice>
        </>
      ) : null}
    </span>
  );
}

function Choice({ label, title, children }: { label: string; title?: string; children: ReactNode }) {
  return (
    <span className={styles.choice} title={title}>
      <span className={styles.choiceLabel}>{label}</span>
      {children}
    </span>
  );
}
