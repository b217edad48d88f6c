import type { AxisField, PivotValue } from '../../../../contract/pivot.ts';
import type { ReportDefinition } from '../../../../contract/reports.ts';
import { formatRange } from '../../../format/index.ts';
import { useLanguage, useTranslation } from '../../../i18n/index.ts';
import { shortName } from '../../../queries/index.ts';
import type { Builder } from '../builder-context.ts';
import { useFilterText } from '../filter-settings.tsx';
import type { ComparedReport, ReportPart } from './report-difference.ts';

/** How fields and values of a definition are called; each has its own names. */
export type Names = (definition: ReportDefinition) => Pick<Builder, 'fieldTitle' | 'valueTitle'>;

/** The parts of a report as people read them, a line for each field. */
export function useReportWords(names: Names): (part: ReportPart, report: ComparedReport) => string {
  const { t } = useTranslation('explore');
  const { t: board } = useTranslation('board');
  const language = useLanguage();
  const filterText = useFilterText();
  const sortOf = ({ sort }: AxisField, titleOf: (id: string) => string) => {
    if (sort.by === 'list') return t('sortList');
    const isDown = sort.direction === 'desc';
    if (sort.by === 'label') return isDown ? t('sortLabelDesc') : '';
    return t(isDown ? 'sortValueDesc' : 'sortValueAsc', { value: titleOf(sort.valueId) });
  };
  const fieldText = (field: AxisField, definition: ReportDefinition) => {
    const { fieldTitle, valueTitle } = names(definition);
    const value = (id: string) => definition.pivot.values.find((one) => one.id === id);
    const titleOf = (id: string) => {
      const found = value(id);
      return found ? valueTitle(found) : shortName(id);
    };
    const parts = [
      fieldTitle(field.id, field.member),
      field.granularity ? t(`steps.${field.granularity}`) : '',
      sortOf(field, titleOf),
      field.top ? t('topNote', { count: field.top.count }) : '',
      field.groups
        ? t('partOf', { name: t('groups'), text: field.groups.list.map(({ name }) => name).join(', ') })
        : '',
      field.bins ? `${t('bins')} ${field.bins.size}` : '',
    ];
    return parts.filter(Boolean).join(' · ');
  };
  const valueText = (value: PivotValue, definition: ReportDefinition) => {
    const parts = [names(definition).valueTitle(value), value.lastBy ? t('lastBy') : ''];
    return parts.filter(Boolean).join(' · ');
  };
  return (part, { title, description, definition }) => {
    const { pivot, view, color, size, tooltip, formats } = definition;
    const fields = (list: readonly AxisField[]) => list.map((one) => fieldText(one, definition)).join('\n');
    const values = (list: readonly PivotValue[]) => list.map((one) => valueText(one, definition)).join('\n');
    switch (part) {
      case 'title':
        return title;
      case 'description':
        return description;
      case 'view':
        return t(`views.${view}`);
      case 'rows':
      case 'columns':
        return fields(pivot[part]);
      case 'values':
        return values(pivot.values);
      case 'filters':
        return pivot.filters.map(filterText).join('\n');
      case 'dates': {
        if (!pivot.dates) return '';
        const { range, member } = pivot.dates;
        const days = 'preset' in range ? board(`presets.${range.preset}`) : formatRange(range.from, range.to, language);
        return `${names(definition).fieldTitle('', member)} · ${days}`;
      }
      case 'color':
        return color ? fields([color]) : '';
      case 'size':
        return size ? values([size]) : '';
      case 'tooltip':
        return values(tooltip);
      case 'totals':
        return [
          t('partOf', { name: t('rowTotal'), text: t(`places.${pivot.rowTotal}`) }),
          t('partOf', { name: t('columnTotal'), text: t(`places.${pivot.columnTotal}`) }),
        ].join('\n');
      case 'layout':
        return [
          t(pivot.layout === 'outline' ? 'layoutOutline' : 'layoutTabular'),
          t('partOf', { name: t('valuesOn'), text: t(`shelves.${pivot.valuesOn}`) }),
          ...(pivot.hideEmpty ? [t('hideEmpty')] : []),
        ].join('\n');
      case 'formulas':
        return pivot.formulas.map(({ name, text }) => `${name} = ${text}`).join('\n');
      case 'formats':
        return formats.map((one) => `${t(`formatKinds.${one.kind}`)} · ${t(`formatCells.${one.cells}`)}`).join('\n');
      case 'settings':
        return '';
    }
  };
}
