import { Button } from 'antd';
import type { EventEntity, PropertyFilter } from '../../../../contract/analytics.ts';
import { useWorld } from '../frame/world.ts';
import { PlusIcon } from '../icons.tsx';
import type { PropertySource } from './catalogue.ts';
import { FilterRow } from './filter-row.tsx';
import styles from './pickers.module.css';

interface FilterListProps {
  source: PropertySource;
  /** Events whose properties are offered. */
  events: readonly string[];
  filters: readonly PropertyFilter[];
  onChange: (filters: PropertyFilter[]) => void;
  /** Words of the button that adds one. */
  addLabel: string;
}

/** Conditions that all have to hold, each with property, operator and values. */
export function FilterList({ source, events, filters, onChange, addLabel }: FilterListProps) {
  return (
    <div className={styles.filters}>
      {filters.map((filter, index) => (
        <FilterRow
          // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no identity but their place
          key={index}
          source={source}
          events={events}
          filter={filter}
          onChange={(next) => onChange(filters.map((one, i) => (i === index ? next : one)))}
          onRemove={() => onChange(filters.filter((_, i) => i !== index))}
        />
      ))}
      <Button
        type="text"
        size="small"
        className={styles.add ?? ''}
        icon={<PlusIcon size={14} />}
        onClick={() => onChange([...filters, { property: '', operator: 'exact', value: null }])}
      >
        {addLabel}
      </Button>
    </div>
  );
}

/** Filters on events and, apart, on the people who did them. */
export function EntityFilters({
  entity,
  events,
  onChange,
}: {
  entity: EventEntity;
  events: readonly string[];
  onChange: (entity: EventEntity) => void;
}) {
  const { t } = useWorld();
  return (
    <FilterList
      source="event"
      events={events}
      filters={entity.filters}
      onChange={(filters) => onChange({ ...entity, filters })}
      addLabel={t('addFilter')}
    />
  );
}
