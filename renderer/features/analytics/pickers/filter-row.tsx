import { InputNumber, Select } from 'antd';
import { useState } from 'react';
import { filterOperators, type PropertyFilter } from '../../../../contract/analytics.ts';
import { currencyDigits, formatCount } from '../../../format/index.ts';
import { CloseIcon } from '../../../ui/index.ts';
import { useWorld } from '../frame/world.ts';
import { type PropertySource, useProperties, usePropertyValues } from './catalogue.ts';
import { minorProperties, propertyName, valuesOf } from './event-words.ts';
import styles from './pickers.module.css';

interface FilterRowProps {
  source: PropertySource;
  events: readonly string[];
  filter: PropertyFilter;
  onChange: (filter: PropertyFilter) => void;
  onRemove: () => void;
}

type Operator = PropertyFilter['operator'];
const needsNoValue = (operator: Operator) => operator === 'is_set' || operator === 'is_not_set';
const comparesSizes: ReadonlySet<Operator> = new Set<Operator>(['gt', 'gte', 'lt', 'lte']);

/** One condition: property, operator, values, each chosen from what the data hold. */
export function FilterRow({ source, events, filter, onChange, onRemove }: FilterRowProps) {
  const world = useWorld();
  const { t } = world;
  const [wasOpened, setWasOpened] = useState(filter.property !== '');
  const known = useProperties(source, events, wasOpened);
  const options = (known.data?.properties ?? []).map(({ name }) => name);
  const names = [...new Set([...(filter.property === '' ? [] : [filter.property]), ...options])];
  const setOperator = (operator: Operator) => {
    const first = valuesOf(filter)[0] ?? null;
    const value = needsNoValue(operator)
      ? null
      : comparesSizes.has(operator) || operator === 'regex'
        ? first
        : filter.value;
    onChange({ ...filter, operator, value: operator === 'regex' && value !== null ? String(value) : value });
  };
  return (
    <div className={styles.filter}>
      <PropertySelect
        value={filter.property}
        names={names}
        isLoading={known.isFetching}
        onOpen={() => setWasOpened(true)}
        onChange={(property) => {
          const isNumber = known.data?.properties.find(({ name }) => name === property)?.isNumber === true;
          onChange({ property, operator: isNumber ? 'gte' : 'exact', value: null });
        }}
      />
      <Select
        size="small"
        variant="borderless"
        className={styles.operator ?? ''}
        aria-label={t('condition')}
        value={filter.operator}
        onChange={setOperator}
        popupMatchSelectWidth={false}
        options={filterOperators.map((value) => ({ value, label: t(`operators.${value}`) }))}
      />
      <button
        type="button"
        className={styles.remove}
        aria-label={t('removeFilter')}
        title={t('removeFilter')}
        onClick={onRemove}
      >
        <CloseIcon size={14} />
      </button>
      {needsNoValue(filter.operator) || filter.property === '' ? null : (
        <FilterValue source={source} events={events} filter={filter} onChange={onChange} />
      )}
    </div>
  );
}

interface PropertySelectProps {
  value: string;
  names: string[];
  isLoading: boolean;
  onOpen: () => void;
  onChange: (property: string) => void;
}

function PropertySelect({ value, names, isLoading, onOpen, onChange }: PropertySelectProps) {
  const world = useWorld();
  const { t } = world;
  return (
    <Select
      size="small"
      className={styles.property ?? ''}
      aria-label={t('property')}
      placeholder={t('chooseProperty')}
      showSearch={{ optionFilterProp: 'label' }}
      value={value === '' ? null : value}
      loading={isLoading}
      onOpenChange={(isOpen) => {
        if (isOpen) onOpen();
      }}
      onChange={onChange}
      notFoundContent={isLoading ? t('loading') : t('nothingFound')}
      popupMatchSelectWidth={false}
      options={names.map((name) => ({ value: name, label: propertyName(name, world) }))}
    />
  );
}

type ValueProps = Pick<FilterRowProps, 'source' | 'events' | 'filter' | 'onChange'>;

function FilterValue(props: ValueProps) {
  return comparesSizes.has(props.filter.operator) ? <NumberValue {...props} /> : <ListValue {...props} />;
}

/** A bound; amounts of money are typed in major units. */
function NumberValue({ filter, onChange }: ValueProps) {
  const { t, currency } = useWorld();
  const scale = minorProperties.has(filter.property) ? 10 ** currencyDigits(currency) : 1;
  const [first] = valuesOf(filter);
  const isText = typeof first === 'string' && !Number.isFinite(Number(first));
  return (
    <InputNumber
      size="small"
      className={styles.values ?? ''}
      aria-label={t('value')}
      placeholder={t('chooseValue')}
      value={first === undefined || isText ? null : Number(first) / scale}
      onChange={(value) =>
        onChange({ ...filter, value: value === null ? null : Math.round(Number(value) * scale * 1e6) / 1e6 })
      }
    />
  );
}

/** Any of several values, chosen from those that occur, most frequent first, or typed. */
function ListValue({ source, events, filter, onChange }: ValueProps) {
  const { t } = useWorld();
  const [search, setSearch] = useState('');
  const [wasOpened, setWasOpened] = useState(false);
  const found = usePropertyValues(source, events, filter.property, search, wasOpened);
  const isSingle = filter.operator === 'regex';
  const chosen = valuesOf(filter).map(String);
  return (
    <Select
      size="small"
      mode="tags"
      className={styles.values ?? ''}
      aria-label={t('value')}
      placeholder={t('chooseValue')}
      value={chosen}
      {...(isSingle ? { maxCount: 1 } : {})}
      showSearch={{ filterOption: false, onSearch: setSearch, searchValue: search }}
      onOpenChange={(isOpen) => {
        if (isOpen) setWasOpened(true);
      }}
      onChange={(values: string[]) => {
        setSearch('');
        const [first] = values;
        onChange({ ...filter, value: values.length === 0 ? null : isSingle ? (first ?? null) : values });
      }}
      loading={found.isFetching}
      popupMatchSelectWidth={240}
      options={(found.data?.values ?? []).map(({ value, count }) => ({ value, label: value, count }))}
      optionRender={({ label, data }) => (
        <span className={styles.valueOption}>
          <span>{label}</span>
          <small>{formatCount(data.count ?? 0)}</small>
        </span>
      )}
    />
  );
}
