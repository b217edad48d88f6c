import { type Dispatch, useId } from 'react';
import type { FieldMapping } from '../../../contract/imports.ts';
import { useLocalized, useTranslation } from '../../i18n/index.ts';
import type { DraftAction } from './import-draft.ts';
import styles from './map-step.module.css';
import type { CatalogField, Look } from './map-step.tsx';
import type { PreviewColumn } from './mapping-plan.ts';
import { SourceSelect } from './source-select.tsx';
import { SourceText } from './source-text.tsx';

interface MappingRowProps {
  field: CatalogField;
  source: FieldMapping | undefined;
  columns: readonly PreviewColumn[];
  uses: ReadonlyMap<string, string[]>;
  labels: ReadonlyMap<string, string>;
  /** The host's complaint about this field. */
  problem: string | undefined;
  dispatch: Dispatch<DraftAction>;
  onLook: (look: Look | null) => void;
}

/** One target field and where its value comes from. */
export function MappingRow({ field, source, columns, uses, labels, problem, dispatch, onLook }: MappingRowProps) {
  const { t } = useTranslation('import');
  const localized = useLocalized();
  const helpId = useId();
  const label = localized(field.label);
  const help = localized(field.description);
  const isMissing = field.isRequired && source === undefined;
  const assign = (next: FieldMapping) => dispatch({ type: 'assigned', field: field.name, source: next });
  return (
    // Looking only points at the column in the preview; nothing needs the pointer.
    // biome-ignore lint/a11y/noStaticElementInteractions: see above
    <div
      className={styles.row}
      data-field={field.name}
      data-missing={isMissing || undefined}
      onMouseEnter={() => onLook({ field: field.name, shouldReveal: false })}
      onMouseLeave={() => onLook(null)}
      onFocus={() => onLook({ field: field.name, shouldReveal: true })}
      onBlur={() => onLook(null)}
    >
      <span className={styles.field}>
        <span className={styles.fieldName}>
          {label}
          {field.isRequired ? <em className={styles.required}>{t('mapping.required')}</em> : null}
        </span>
        {help !== label ? (
          <span className={styles.help} id={helpId}>
            {help}
          </span>
        ) : null}
      </span>
      <span className={styles.source}>
        {source !== undefined && !('column' in source) ? (
          <SourceText
            source={source}
            label={label}
            columns={columns}
            onChange={assign}
            onBack={() => dispatch({ type: 'cleared', field: field.name })}
          />
        ) : (
          <SourceSelect
            field={field}
            label={label}
            source={source}
            columns={columns}
            uses={uses}
            labels={labels}
            isInvalid={isMissing || problem !== undefined}
            onAssign={assign}
            onClear={() => dispatch({ type: 'cleared', field: field.name })}
          />
        )}
        {problem ? <span className={styles.fault}>{problem}</span> : null}
      </span>
    </div>
  );
}
