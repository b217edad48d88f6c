import type { Pivot, PivotValue } from '../../../../contract/pivot.ts';
import { useLanguage } from '../../../i18n/index.ts';
import { type CubeQuery, figure, type Members, searchFilters, useCube } from '../../../queries/index.ts';
import { useBuilder } from '../builder-context.ts';
import { figureWriter, scaleOf } from '../cell-format.ts';
import { pivotOf } from '../pivot-requests.ts';

/** More values are found by searching. */
const most = 500;

/** The first value of a pivot whose figures are a measure as it is; undefined where there is none. */
export function plainValue({ values }: Pick<Pivot, 'values'>): { id: string; measure: string } | undefined {
  const plain = ({ id, source, lastBy, calculation }: PivotValue) =>
    'measure' in source && lastBy === null && calculation === null ? [{ id, measure: source.measure }] : [];
  return values.flatMap(plain)[0];
}

/** Values of a field under the dates and conditions of a pivot; conditions on measures are about its own groups. */
export function valuesQuestion(
  pivot: Pivot,
  { member, search, timezone }: { member: string; search: string; timezone: string },
  members: Members,
): CubeQuery {
  const measure = plainValue(pivot)?.measure;
  const { dates } = pivot;
  const filters = pivot.filters
    .filter((one) => members.get(one.member)?.kind !== 'measure')
    .map(({ values, ...one }) => (values.length > 0 ? { ...one, values } : one));
  return {
    measures: measure ? [measure] : [],
    dimensions: [member],
    ...(dates ? { timeDimensions: [{ dimension: dates.member, dateRange: [dates.from, dates.to] }] } : {}),
    filters: [...filters, ...searchFilters(member, search, members)],
    order: measure ? [[measure, 'desc']] : [[member, 'asc']],
    limit: most,
    timezone,
  };
}

/** Values of a field by the first figure of the report, largest first; by name where it has none. */
export function useValues(member: string, search: string) {
  const { definition, workspace, members, data } = useBuilder();
  const language = useLanguage();
  const pivot = pivotOf(definition, members, data, workspace);
  const found = useCube(valuesQuestion(pivot, { member, search, timezone: workspace.timezone }, members));
  const value = plainValue(pivot);
  const rows = (found.data?.rows ?? []).flatMap((row) => {
    const name = row[member];
    if (name === null || name === undefined || name === '') return [];
    return [{ value: String(name), figure: value ? figure(row[value.measure]) : null }];
  });
  const number = definition.numbers.find(({ valueId }) => valueId === value?.id);
  const unit = (value && members.get(value.measure)?.unit) ?? 'number';
  const style = { unit, calculation: null, number, language };
  const { short } = figureWriter({
    ...style,
    largest: Math.max(0, ...rows.map((row) => Math.abs(row.figure ?? 0))),
    currency: workspace.currency,
  });
  const scale = scaleOf(style);
  /** As the table writes it, with the scale that stands in its head. */
  const write = (one: number | null) => (one === null ? null : `${short(one)}${scale}`);
  return { rows, total: found.data?.truncated?.total ?? rows.length, write };
}
