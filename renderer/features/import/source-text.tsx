import { Button, Dropdown, Input } from 'antd';
import type { FieldMapping } from '../../../contract/imports.ts';
import { useTranslation } from '../../i18n/index.ts';
import { CloseIcon } from '../../ui/index.ts';
import { columnTerm, recipeNames, withRecipe } from './expression-recipes.ts';
import styles from './map-step.module.css';
import type { PreviewColumn } from './mapping-plan.ts';

interface SourceTextProps {
  source: Exclude<FieldMapping, { column: string }>;
  label: string;
  columns: readonly PreviewColumn[];
  onChange: (source: FieldMapping) => void;
  onBack: () => void;
}

/** A constant or an expression, typed. */
export function SourceText({ source, label, columns, onChange, onBack }: SourceTextProps) {
  const { t } = useTranslation('import');
  const back = t('mapping.backToColumn');
  const button = <Button type="text" aria-label={back} title={back} icon={<CloseIcon size={16} />} onClick={onBack} />;
  if ('value' in source) {
    return (
      <span className={styles.typed}>
        <Input
          autoFocus
          value={String(source.value)}
          onChange={(event) => onChange({ value: event.target.value })}
          aria-label={t('mapping.constantFor', { field: label })}
          placeholder={t('mapping.constantHint')}
        />
        {button}
      </span>
    );
  }
  const numeric = columns.filter(({ type }) => type === 'integer' || type === 'decimal').slice(0, 2);
  const example = numeric.map(({ name }) => `number(${columnTerm(name)})`).join(' * ') || 'number(row["a"]) * 2.0';
  const steps = recipeNames.map((key) => ({
    ...{ key, label: t(`mapping.recipe.${key}`) },
    onClick: () => onChange({ expression: withRecipe(key, source.expression, columns) }),
  }));
  return (
    <>
      <span className={styles.typed}>
        <Input.TextArea
          autoFocus
          className={styles.expression ?? ''}
          autoSize={{ minRows: 1, maxRows: 5 }}
          maxLength={4000}
          spellCheck={false}
          value={source.expression}
          onChange={(event) => onChange({ expression: event.target.value })}
          aria-label={t('mapping.expressionFor', { field: label })}
        />
        {button}
      </span>
      <Dropdown menu={{ items: steps }} trigger={['click']}>
        <button type="button" className={styles.recipes} aria-haspopup="menu">
          {t('mapping.recipes')}
        </button>
      </Dropdown>
      <span className={styles.help}>{t('mapping.expressionHint', { example })}</span>
    </>
  );
}
