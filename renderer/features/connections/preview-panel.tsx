import { Segmented } from 'antd';
import { useState } from 'react';
import type { StreamPreview } from '../../../contract/connections.ts';
import { useLocalized, useTranslation } from '../../i18n/index.ts';
import { columnTerm } from '../import/expression-recipes.ts';
import type { CatalogField } from '../import/map-step.tsx';
import parts from './connections.module.css';
import { localTimeText } from './local-time-text.ts';
import styles from './preview-panel.module.css';

interface PreviewPanelProps {
  preview: StreamPreview;
  isStale: boolean;
  /** Kind of the data a dragged column carries. */
  columnMark: string;
  missing: readonly string[];
  fields: readonly CatalogField[];
  /** In which times are shown, as a file without zones would be read. */
  zone: string;
}

/** Fifty rows: as they come (columns can be dragged), or as the mapping makes them. */
export function PreviewPanel({ preview, isStale, columnMark, missing, fields, zone }: PreviewPanelProps) {
  const { t } = useTranslation('connections');
  const localized = useLocalized();
  const [side, setSide] = useState<'source' | 'mapped'>('source');
  const labels = new Map(fields.map((field) => [field.name, localized(field.label)]));
  for (const rest of ['custom', 'properties']) labels.set(rest, t('wizard.extraFields'));
  const times = new Set(fields.filter(({ type }) => type === 'instant').map(({ name }) => name));
  const isEmpty = preview.rows.length === 0;
  const keptOut = preview.mapped.filter((row) => row === null).length;
  const shownSide = preview.targets.length > 0 ? side : 'source';
  return (
    <section
      className={styles.previewBox}
      aria-label={t('wizard.preview')}
      aria-busy={isStale}
      data-testid="stream-preview"
    >
      <div className={parts.row} style={{ marginBottom: 8 }}>
        <Segmented
          value={shownSide}
          onChange={(value) => setSide(value as typeof side)}
          options={[
            { value: 'source', label: t('wizard.sourceRows') },
            { value: 'mapped', label: t('wizard.mappedRows'), disabled: preview.targets.length === 0 },
          ]}
        />
        {shownSide === 'source' && !isEmpty ? <span className={parts.help}>{t('wizard.previewHint')}</span> : null}
      </div>
      {missing.length > 0 ? (
        <p className={parts.fault}>
          {t('wizard.missing', { fields: missing.map((name) => labels.get(name) ?? name).join(', ') })}
        </p>
      ) : preview.problem ? (
        <p className={parts.fault}>{preview.problem.message}</p>
      ) : keptOut > 0 ? (
        <p className={parts.help}>{t('wizard.keptOutCount', { count: keptOut })}</p>
      ) : null}
      {isEmpty ? (
        <div className={styles.previewEmpty} role="status">
          <p>{t('wizard.noRows')}</p>
          <p className={parts.help}>{t(preview.fields.length > 0 ? 'wizard.noRowsHint' : 'wizard.noColumnsHint')}</p>
        </div>
      ) : null}
      <section
        className={styles.previewScroll}
        hidden={preview.fields.length === 0}
        style={{ opacity: isStale ? 0.6 : 1 }}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard
        tabIndex={0}
        aria-label={shownSide === 'source' ? t('wizard.sourceRows') : t('wizard.mappedRows')}
      >
        {shownSide === 'source' ? (
          <SourceRows preview={preview} columnMark={columnMark} />
        ) : (
          <MappedRows preview={preview} labels={labels} times={times} zone={zone} />
        )}
      </section>
    </section>
  );
}

function SourceRows({ preview, columnMark }: { preview: StreamPreview; columnMark: string }) {
  return (
    <table className={styles.preview}>
      <thead className={styles.previewHead}>
        <tr>
          {preview.fields.map(({ name }) => (
            <th
              key={name}
              scope="col"
              draggable="true"
              onDragStart={(event) => {
                event.dataTransfer.setData(columnMark, name);
                event.dataTransfer.setData('text/plain', columnTerm(name));
                event.dataTransfer.effectAllowed = 'copy';
              }}
            >
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {preview.rows.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name
          <tr key={index} className={preview.mapped[index] === null ? styles.previewOut : undefined}>
            {row.map((value, column) => (
              <td key={preview.fields[column]?.name ?? column} title={value}>
                {value}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface MappedRowsProps {
  preview: StreamPreview;
  labels: ReadonlyMap<string, string>;
  times: ReadonlySet<string>;
  zone: string;
}

function MappedRows({ preview, labels, times, zone }: MappedRowsProps) {
  const { t } = useTranslation('connections');
  const shown = (value: string | number | null, target: string) =>
    typeof value === 'string' && times.has(target) ? localTimeText(value, zone) : String(value ?? '');
  const reasons = new Map(
    preview.rejects.map(({ rowNumber, message, value }) => [
      rowNumber,
      value === null || value === '' ? message : `${value} · ${message}`,
    ]),
  );
  return (
    <table className={styles.preview}>
      <thead className={styles.previewHead}>
        <tr>
          {preview.targets.map((target) => (
            <th key={target} scope="col">
              {labels.get(target) ?? target}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {preview.mapped.map((row, index) =>
          row === null ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name
            <tr key={index}>
              <td colSpan={preview.targets.length} className={parts.fault}>
                {t('wizard.keptOut')}: {reasons.get(index + 1)}
              </td>
            </tr>
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name
            <tr key={index}>
              {preview.targets.map((target, at) => (
                <td key={target} title={shown(row[at] ?? null, target)}>
                  {shown(row[at] ?? null, target)}
                </td>
              ))}
            </tr>
          ),
        )}
      </tbody>
    </table>
  );
}
