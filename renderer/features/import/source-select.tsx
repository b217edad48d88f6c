import { Select } from 'antd';
import { useMemo } from 'react';
import type { FieldMapping } from '../../../contract/imports.ts';
import { useTranslation } from '../../i18n/index.ts';
import { columnTerm } from './expression-recipes.ts';
import { TypeIcon } from './import-icons.tsx';
import styles from './map-step.module.css';
import type { CatalogField } from './map-step.tsx';
import { doesTypeFit, type PreviewColumn, rankedColumns } from './mapping-plan.ts';

interface SourceSelectProps {
  field: CatalogField;
  label: string;
  source: { column: string } | undefined;
  columns: readonly PreviewColumn[];
  uses: ReadonlyMap<string, string[]>;
  labels: ReadonlyMap<string, string>;
  isInvalid: boolean;
  onAssign: (source: FieldMapping) => void;
  onClear: () => void;
}

/** Column names may be anything, so the two other ways carry a mark no column can: `column:` stands before every one. */
const columnValue = (name: string) => `column:${name}`;
const constantValue = 'constant';
const expressionValue = 'expression';

const sampleText = (column: PreviewColumn) => column.samples.slice(0, 3).join(' · ');

/** Columns of the file with samples of their values, those of a fitting type first; then the two other ways. */
export function SourceSelect(props: SourceSelectProps) {
  const { field, label, source, columns, uses, labels, isInvalid, onAssign, onClear } = props;
  const { t } = useTranslation('import');
  const byName = useMemo(() => new Map(columns.map((column) => [column.name, column])), [columns]);
  const options = useMemo(() => {
    const option = ({ name }: PreviewColumn) => ({ value: columnValue(name), label: name });
    const ranked = rankedColumns(field, columns);
    const fitting = ranked.filter((column) => doesTypeFit(field.type, column.type));
    const others = ranked.slice(fitting.length);
    const isSplit = fitting.length > 0 && others.length > 0;
    return [
      ...(fitting.length > 0
        ? [{ label: isSplit ? t('mapping.columnsFit') : t('mapping.columns'), options: fitting.map(option) }]
        : []),
      ...(others.length > 0
        ? [{ label: isSplit ? t('mapping.columnsOther') : t('mapping.columns'), options: others.map(option) }]
        : []),
      {
        label: t('mapping.ways'),
        options: [
          { value: constantValue, label: t('mapping.constant') },
          { value: expressionValue, label: t('mapping.expression') },
        ],
      },
    ];
  }, [field, columns, t]);
  const chosen = source === undefined ? undefined : byName.get(source.column);

  const choose = (value: string | null | undefined) => {
    if (value === undefined || value === null) onClear();
    else if (value === constantValue) onAssign({ value: '' });
    else if (value === expressionValue) onAssign({ expression: chosen ? columnTerm(chosen.name) : '' });
    else onAssign({ column: value.slice(columnValue('').length) });
  };
  return (
    <Select
      className={styles.select ?? ''}
      value={source === undefined ? null : columnValue(source.column)}
      onChange={choose}
      options={options}
      placeholder={field.isRequired ? t('mapping.choose') : t('mapping.none')}
      aria-label={t('mapping.chooseFor', { field: label })}
      data-testid={`import-source-${field.name}`}
      allowClear={!field.isRequired}
      {...(isInvalid ? { status: 'error' as const } : {})}
      showSearch={{
        filterOption: (input, option) =>
          // A group is asked first, and one that matches brings all its options: let each answer for itself.
          option !== undefined && 'value' in option && matches(input, option.value, byName),
      }}
      notFoundContent={t('mapping.nothingFound')}
      popupMatchSelectWidth={360}
      listHeight={320}
      labelRender={() =>
        chosen ? (
          <span className={styles.chosen}>
            <span className={styles.chosenName}>{chosen.name}</span>
            <span className={styles.samples}>{sampleText(chosen)}</span>
          </span>
        ) : (
          source?.column
        )
      }
      optionRender={({ value, label: text }) => {
        const column = typeof value === 'string' ? byName.get(value.slice(columnValue('').length)) : undefined;
        if (column === undefined) return text;
        const feeds = (uses.get(column.name) ?? []).filter((name) => name !== field.name);
        return (
          <span className={styles.option}>
            <TypeIcon type={column.type} />
            <span className={styles.optionName}>{column.name}</span>
            <span className={styles.samples}>{sampleText(column)}</span>
            {feeds.length > 0 ? (
              <span className={styles.feeds}>
                {t('mapping.usedBy', { fields: feeds.map((name) => labels.get(name) ?? name).join(', ') })}
              </span>
            ) : null}
          </span>
        );
      }}
    />
  );
}

/** A search finds a column by its name and by what is in it; the other ways are always offered. */
function matches(input: string, value: unknown, byName: ReadonlyMap<string, PreviewColumn>): boolean {
  const wanted = input.trim().toLowerCase();
  const column = typeof value === 'string' ? byName.get(value.slice(columnValue('').length)) : undefined;
  if (column === undefined) return true;
  return [column.name, ...column.samples].some((text) => text.toLowerCase().includes(wanted));
}
