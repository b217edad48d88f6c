import { DatePicker, Input, InputNumber, Select } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { filterOperators, type PivotFilter } from '../../../contract/pivot.ts';
import { useTranslation } from '../../i18n/index.ts';
import { isSegmentMember, searchFilters, useCube } from '../../queries/index.ts';
import { useSettled } from '../../ui/index.ts';
import { useSegments } from '../segments/requests.ts';
import { useBuilder } from './builder-context.ts';
import { Setting } from './field-settings.tsx';

const valueLimit = 200;

/** A filter as a sentence short enough for a chip. */
export function useFilterText(): (filter: PivotFilter) => string {
  const { t } = useTranslation('explore');
  const { members } = useBuilder();
  const nameOf = useSegmentName();
  return ({ member, operator, values }) => {
    const field = members.get(member)?.title ?? member;
    const isWhole = operator === 'set' || operator === 'notSet';
    if (!isWhole && values.length === 0) return t('filterAny', { field });
    const list =
      values.length > 2
        ? t('filterMany', { count: values.length })
        : values.map((value) => nameOf(member, value)).join(', ');
    return `${field} ${t(`filterOperators.${operator}`)}${isWhole ? '' : ` ${list}`}`;
  };
}

/** The name of a segment a filter holds by its id; any other value as it is. */
function useSegmentName(): (member: string, value: string) => string {
  const segments = useSegments();
  return (member, value) =>
    (isSegmentMember(member) ? segments.data?.find(({ id }) => id === value)?.name : undefined) ?? value;
}

type Operator = PivotFilter['operator'];
const byType: Record<string, Operator[]> = {
  measure: ['gt', 'gte', 'lt', 'lte', 'equals', 'notEquals'],
  string: ['equals', 'notEquals', 'contains', 'notContains', 'startsWith', 'endsWith', 'set', 'notSet'],
  number: ['equals', 'notEquals', 'gt', 'gte', 'lt', 'lte', 'set', 'notSet'],
  boolean: ['equals', 'set', 'notSet'],
  time: ['inDateRange', 'notInDateRange', 'beforeDate', 'afterDate', 'set', 'notSet'],
};

/** The condition of one filter. */
export function FilterSettings({ index }: { index: number }) {
  const { t } = useTranslation('explore');
  const { definition, members, change } = useBuilder();
  const filter = definition.pivot.filters[index];
  if (!filter) return null;
  const member = members.get(filter.member);
  const set = (part: Partial<PivotFilter>) =>
    change((now) => ({
      ...now,
      pivot: { ...now.pivot, filters: now.pivot.filters.map((one, at) => (at === index ? { ...one, ...part } : one)) },
    }));
  const type = member?.kind === 'measure' ? 'measure' : (member?.type ?? 'string');
  const operators = byType[type] ?? [...filterOperators];
  return (
    <>
      <Setting label={member?.title ?? filter.member}>
        <Select
          size="small"
          value={filter.operator}
          options={operators.map((operator) => ({ value: operator, label: t(`filterOperators.${operator}`) }))}
          onChange={(operator) =>
            set({ operator, values: operator === 'set' || operator === 'notSet' ? [] : filter.values })
          }
        />
      </Setting>
      <FilterValues filter={filter} type={type} set={set} />
    </>
  );
}

function FilterValues({
  filter,
  type,
  set,
}: {
  filter: PivotFilter;
  type: string;
  set: (part: Partial<PivotFilter>) => void;
}) {
  const { t } = useTranslation('explore');
  const { operator, values } = filter;
  if (operator === 'set' || operator === 'notSet') return null;
  if (type === 'measure' || (type === 'number' && operator !== 'equals' && operator !== 'notEquals')) {
    return (
      <InputNumber
        size="small"
        aria-label={t('filterValues')}
        value={values[0] === undefined ? null : Number(values[0])}
        onChange={(next) => set({ values: next === null ? [] : [String(next)] })}
      />
    );
  }
  if (type === 'boolean') {
    const options = [
      { value: 'true', label: t('yes') },
      { value: 'false', label: t('no') },
    ];
    return (
      <Select
        size="small"
        aria-label={t('filterValues')}
        value={values[0] ?? null}
        options={options}
        onChange={(value) => set({ values: [value] })}
      />
    );
  }
  if (type === 'time') {
    const isRange = operator === 'inDateRange' || operator === 'notInDateRange';
    const [from, to] = values;
    if (!isRange) {
      return (
        <DatePicker
          size="small"
          aria-label={t('filterValues')}
          value={from ? dayjs(from) : null}
          onChange={(date) => set({ values: date ? [date.format('YYYY-MM-DD')] : [] })}
        />
      );
    }
    return (
      <DatePicker.RangePicker
        size="small"
        aria-label={t('filterValues')}
        value={from && to ? [dayjs(from), dayjs(to)] : null}
        onChange={(dates) =>
          set({ values: (dates ?? []).flatMap((date) => (date ? [date.format('YYYY-MM-DD')] : [])) })
        }
      />
    );
  }
  if ((operator === 'equals' || operator === 'notEquals') && isSegmentMember(filter.member)) {
    return <SegmentsSelect filter={filter} set={set} />;
  }
  if (operator === 'equals' || operator === 'notEquals') return <ValuesSelect filter={filter} set={set} />;
  return (
    <Input
      size="small"
      aria-label={t('filterValues')}
      defaultValue={values[0] ?? ''}
      onBlur={(event) => set({ values: event.target.value === '' ? [] : [event.target.value] })}
      onPressEnter={(event) => set({ values: event.currentTarget.value === '' ? [] : [event.currentTarget.value] })}
    />
  );
}

/** Saved segments by name, held by their ids: the people of each, whatever other segments they are in. */
function SegmentsSelect({ filter, set }: { filter: PivotFilter; set: (part: Partial<PivotFilter>) => void }) {
  const { t } = useTranslation('explore');
  const segments = useSegments();
  return (
    <Select
      mode="multiple"
      size="small"
      aria-label={t('filterValues')}
      placeholder={t('filterValues')}
      value={filter.values}
      options={(segments.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
      loading={segments.isFetching}
      showSearch={{ optionFilterProp: 'label' }}
      onChange={(values: string[]) => set({ values })}
      maxTagTextLength={24}
      autoFocus
    />
  );
}

/** Values of a field, searched in the data while typing: there may be hundreds of thousands. */
function ValuesSelect({ filter, set }: { filter: PivotFilter; set: (part: Partial<PivotFilter>) => void }) {
  const { t } = useTranslation('explore');
  const { workspace, members } = useBuilder();
  const [search, setSearch] = useState('');
  const wanted = useSettled(search, 200);
  const { member } = filter;
  const found = useCube({
    measures: [],
    dimensions: [member],
    filters: searchFilters(member, wanted, members),
    order: [[member, 'asc']],
    limit: valueLimit,
    timezone: workspace.timezone,
  });
  const options = (found.data?.rows ?? []).flatMap((row) =>
    row[member] === null || row[member] === undefined ? [] : [{ value: String(row[member]) }],
  );
  return (
    <Select
      mode="tags"
      size="small"
      aria-label={t('filterValues')}
      placeholder={t('filterValues')}
      value={filter.values}
      options={options}
      loading={found.isFetching}
      showSearch={{ filterOption: false, onSearch: setSearch }}
      onChange={(values: string[]) => set({ values })}
      maxTagTextLength={24}
      autoFocus
    />
  );
}
