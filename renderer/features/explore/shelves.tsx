import { useDroppable } from '@dnd-kit/core';
import { Button } from 'antd';
import { memo, type ReactNode, useState } from 'react';
import { useTranslation } from '../../i18n/index.ts';
import { useBuilder } from './builder-context.ts';
import { Chip } from './chip.tsx';
import { DatesChip } from './dates-chip.tsx';
import type { Shelf } from './definition.ts';
import { FieldSettings } from './field-settings.tsx';
import { FilterSettings, useFilterText } from './filter-settings.tsx';
import { FormulaDialog } from './formula-dialog.tsx';
import styles from './shelves.module.css';
import { ValueSettings } from './value-settings.tsx';

/** Where fields lie: rows, columns, values and filters, and for charts colour, size and hover. */
export const Shelves = memo(function Shelves() {
  const { t } = useTranslation('explore');
  const { definition } = useBuilder();
  const { pivot, color, size, tooltip, view } = definition;
  const [isFormulaOpen, setIsFormulaOpen] = useState(false);
  return (
    <section className={styles.shelves} aria-label={t('title')}>
      {(['rows', 'columns'] as const).map((shelf) => (
        <ShelfBox key={shelf} shelf={shelf} count={pivot[shelf].length}>
          {pivot[shelf].map((field, index) => (
            <AxisChip key={field.id} shelf={shelf} index={index} />
          ))}
        </ShelfBox>
      ))}
      <ShelfBox shelf="values" count={pivot.values.length}>
        {pivot.values.map((value, index) => (
          <ValueChip key={value.id} index={index} />
        ))}
      </ShelfBox>
      <Button
        type="text"
        size="small"
        style={{ alignSelf: 'flex-start', paddingInline: 5 }}
        onClick={() => setIsFormulaOpen(true)}
        data-testid="formula-new"
      >
        ƒ {t('formulaNew')}
      </Button>
      {isFormulaOpen ? <FormulaDialog id={null} close={() => setIsFormulaOpen(false)} /> : null}
      <ShelfBox shelf="filters" count={pivot.filters.length + (pivot.dates ? 1 : 0)}>
        {pivot.dates ? <DatesChip /> : null}
        {pivot.filters.map((filter, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a filter has no other name; two may be alike
          <FilterChip key={`${filter.member}/${index}`} index={index} />
        ))}
      </ShelfBox>
      {view === 'table' ? null : (
        <>
          <ShelfBox shelf="color" count={color ? 1 : 0}>
            {color ? <AxisChip shelf="color" index={0} /> : null}
          </ShelfBox>
          {view === 'scatter' ? (
            <ShelfBox shelf="size" count={size ? 1 : 0}>
              {size ? <PlainChip shelf="size" index={0} /> : null}
            </ShelfBox>
          ) : null}
          <ShelfBox shelf="tooltip" count={tooltip.length}>
            {tooltip.map((value, index) => (
              <PlainChip key={value.id} shelf="tooltip" index={index} />
            ))}
          </ShelfBox>
        </>
      )}
    </section>
  );
});

function ShelfBox({ shelf, count, children }: { shelf: Shelf; count: number; children: ReactNode }) {
  const { t } = useTranslation('explore');
  const { setNodeRef, isOver, active } = useDroppable({ id: `shelf:${shelf}`, data: { shelf, index: count } });
  return (
    <div ref={setNodeRef} className={styles.shelf} data-over={isOver} data-testid={`shelf-${shelf}`}>
      <h2 className={styles.title}>{t(`shelves.${shelf}`)}</h2>
      <ul className={styles.chips} aria-label={t(`shelves.${shelf}`)}>
        {children}
      </ul>
      {isOver || (count === 0 && active) ? (
        <p className={styles.drop}>{t('dropHere')}</p>
      ) : count === 0 ? (
        <p className={styles.hint}>{t('dropHint')}</p>
      ) : null}
    </div>
  );
}

function AxisChip({ shelf, index }: { shelf: 'rows' | 'columns' | 'color'; index: number }) {
  const { t } = useTranslation('explore');
  const { definition, fieldTitle } = useBuilder();
  const field = shelf === 'color' ? definition.color : definition.pivot[shelf][index];
  if (!field) return null;
  const notes = [
    field.granularity ? t(`steps.${field.granularity}`) : '',
    field.top ? t('topNote', { count: field.top.count }) : '',
  ].filter(Boolean);
  return (
    <Chip
      place={{ shelf, index }}
      title={fieldTitle(field.id, field.member)}
      note={notes.join(' · ')}
      settings={<FieldSettings shelf={shelf} index={index} />}
    />
  );
}

function ValueChip({ index }: { index: number }) {
  const { t } = useTranslation('explore');
  const { definition, valueTitle } = useBuilder();
  const value = definition.pivot.values[index];
  if (!value) return null;
  return (
    <Chip
      place={{ shelf: 'values', index }}
      title={valueTitle(value)}
      note={value.lastBy ? t('lastBy') : ''}
      settings={<ValueSettings index={index} />}
    />
  );
}

function FilterChip({ index }: { index: number }) {
  const { definition } = useBuilder();
  const text = useFilterText();
  const filter = definition.pivot.filters[index];
  if (!filter) return null;
  return (
    <Chip
      place={{ shelf: 'filters', index }}
      title={text(filter)}
      note=""
      settings={<FilterSettings index={index} />}
      opensAtOnce={filter.values.length === 0}
    />
  );
}

function PlainChip({ shelf, index }: { shelf: 'size' | 'tooltip'; index: number }) {
  const { definition, valueTitle } = useBuilder();
  const value = shelf === 'size' ? definition.size : definition.tooltip[index];
  return value ? <Chip place={{ shelf, index }} title={valueTitle(value)} note="" settings={null} /> : null;
}
