import { type Dispatch, useMemo, useState } from 'react';
import { useLocalized, useTranslation } from '../../i18n/index.ts';
import type { DraftAction, MapStep } from './import-draft.ts';
import styles from './map-step.module.css';
import type { CatalogField, Look } from './map-step.tsx';
import { extraColumns, fieldsByColumn } from './mapping-plan.ts';
import { MappingRow } from './mapping-row.tsx';

interface MappingEditorProps {
  fields: readonly CatalogField[];
  step: MapStep;
  dispatch: Dispatch<DraftAction>;
  /** The field under the pointer or with the focus, so that the preview can point at its column. */
  onLook: (look: Look | null) => void;
}

/** One line per target field: those that are required or filled first, the others behind one button. */
export function MappingEditor({ fields, step, dispatch, onLook }: MappingEditorProps) {
  const { t } = useTranslation('import');
  const localized = useLocalized();
  const { mapping, preview } = step;
  // Which lines stand in the upper part is decided when the editor opens, so that none jumps while it is being filled.
  const [upper] = useState(
    () => new Set(fields.filter(({ name, isRequired }) => isRequired || mapping[name]).map(({ name }) => name)),
  );
  const [isOpen, setIsOpen] = useState(false);
  const labels = useMemo(
    () => new Map(fields.map((field) => [field.name, localized(field.label)])),
    [fields, localized],
  );
  const uses = useMemo(() => fieldsByColumn(mapping), [mapping]);
  const isShown = ({ name }: CatalogField) => upper.has(name) || mapping[name] !== undefined;
  const more = fields.filter((field) => !isShown(field));
  const problemOf = (name: string) =>
    step.problem?.details.find(({ path }) => path === `mapping.${name}` || path === name)?.message;

  const row = (field: CatalogField) => (
    <MappingRow
      key={field.name}
      field={field}
      source={mapping[field.name]}
      columns={preview.columns}
      uses={uses}
      labels={labels}
      problem={problemOf(field.name)}
      dispatch={dispatch}
      onLook={onLook}
    />
  );
  return (
    <fieldset className={styles.section}>
      <legend className={styles.sectionTitle}>
        {t('mapping.title')}
        <span className={styles.note}>
          {t('mapping.filled', {
            filled: fields.filter(({ name }) => mapping[name] !== undefined).length,
            total: fields.length,
          })}
        </span>
      </legend>
      <div className={styles.rows}>{fields.filter(isShown).map(row)}</div>
      {more.length > 0 ? (
        <button
          type="button"
          className={styles.disclosure}
          aria-expanded={isOpen}
          onClick={() => setIsOpen(!isOpen)}
          data-testid="import-more-fields"
        >
          {isOpen ? t('mapping.less') : t('mapping.more', { count: more.length })}
        </button>
      ) : null}
      {isOpen ? <div className={styles.rows}>{more.map(row)}</div> : null}
      <ExtraColumns names={extraColumns(preview.columns, mapping)} />
    </fieldset>
  );
}

const chipsShown = 12;

function ExtraColumns({ names }: { names: readonly string[] }) {
  const { t } = useTranslation('import');
  if (names.length === 0) return <p className={styles.note}>{t('mapping.extraNone')}</p>;
  return (
    <div className={styles.extra}>
      <p>
        <strong>{t('mapping.extraTitle', { count: names.length })}</strong> {t('mapping.extraHint')}
      </p>
      <ul className={styles.chips} title={names.slice(0, 200).join(', ')}>
        {names.slice(0, chipsShown).map((name) => (
          <li key={name}>{name}</li>
        ))}
        {names.length > chipsShown ? <li>+{names.length - chipsShown}</li> : null}
      </ul>
    </div>
  );
}
