import { Checkbox, Input } from 'antd';
import { type Dispatch, memo, useId } from 'react';
import { useTranslation } from '../../i18n/index.ts';
import type { DraftAction, MapStep } from './import-draft.ts';
import { TypeIcon } from './import-icons.tsx';
import styles from './map-step.module.css';
import { isTableName, type PreviewColumn, suggestedMapping, tableNameOf } from './mapping-plan.ts';

interface TableColumnsProps {
  step: MapStep;
  tables: readonly string[];
  dispatch: Dispatch<DraftAction>;
}

/** A table of its own: its name, and which columns go into it. */
export function TableColumns({ step, tables, dispatch }: TableColumnsProps) {
  const { t } = useTranslation('import');
  const noteId = useId();
  const nameId = useId();
  const name = tableNameOf(step.entity);
  const isValid = isTableName(name);
  const taken = new Set(Object.values(step.mapping).flatMap((source) => ('column' in source ? [source.column] : [])));
  const all = suggestedMapping(step.preview, step.entity);
  return (
    <fieldset className={styles.section}>
      <legend className={styles.sectionTitle}>{t('table.title')}</legend>
      <div className={styles.option1}>
        <label htmlFor={nameId} className={styles.optionLabel}>
          {t('table.name')}
        </label>
        <Input
          id={nameId}
          value={name}
          {...(isValid ? {} : { status: 'error' as const })}
          aria-describedby={noteId}
          onChange={(event) => dispatch({ type: 'table-named', name: event.target.value })}
          data-testid="import-table-name"
        />
      </div>
      <p id={noteId} className={isValid ? styles.note : styles.fault} aria-live="polite">
        {isValid ? (tables.includes(step.entity) ? t('table.exists') : null) : t('table.nameInvalid')}
      </p>
      <p className={styles.note}>
        {t('table.columns', { count: taken.size })}{' '}
        {taken.size < step.preview.columns.length ? (
          <button
            type="button"
            className={styles.link}
            onClick={() => {
              for (const [field, source] of Object.entries(all)) dispatch({ type: 'assigned', field, source });
            }}
          >
            {t('table.all')}
          </button>
        ) : null}
      </p>
      <ul className={styles.columns}>
        {step.preview.columns.map((column) => (
          <ColumnLine key={column.name} column={column} isTaken={taken.has(column.name)} dispatch={dispatch} />
        ))}
      </ul>
    </fieldset>
  );
}

interface ColumnLineProps {
  column: PreviewColumn;
  isTaken: boolean;
  dispatch: Dispatch<DraftAction>;
}

/** Kept between renders: a file may have 2,000 of them, and each letter of the table's name renders the list. */
const ColumnLine = memo(function ColumnLine({ column, isTaken, dispatch }: ColumnLineProps) {
  const { t } = useTranslation('import');
  return (
    <li>
      <Checkbox
        checked={isTaken}
        aria-label={t('table.column', { column: column.name })}
        onChange={({ target }) =>
          dispatch(
            target.checked
              ? { type: 'assigned', field: column.name, source: { column: column.name } }
              : { type: 'cleared', field: column.name },
          )
        }
      >
        <span className={styles.option}>
          <TypeIcon type={column.type} />
          <span className={styles.optionName}>{column.name}</span>
          <span className={styles.samples}>{column.samples.slice(0, 3).join(' · ')}</span>
        </span>
      </Checkbox>
    </li>
  );
});
