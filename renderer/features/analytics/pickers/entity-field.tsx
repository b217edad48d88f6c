import type { EventEntity } from '../../../../contract/analytics.ts';
import { useWorld } from '../frame/world.ts';
import { EventPicker } from './event-picker.tsx';
import { namesOf } from './event-words.ts';
import { FilterList } from './filter-list.tsx';
import styles from './pickers.module.css';

interface EntityFieldProps {
  label: string;
  entity: EventEntity;
  onChange: (entity: EventEntity) => void;
}

/** An event and conditions on it, as a card of the builder. */
export function EntityField({ label, entity, onChange }: EntityFieldProps) {
  const { t } = useWorld();
  return (
    <div className={styles.entity}>
      <span className={styles.entityLabel}>{label}</span>
      <div className={styles.entityHead}>
        <EventPicker entity={entity} onChange={onChange} label={label} />
      </div>
      <FilterList
        source="event"
        events={namesOf(entity)}
        filters={entity.filters}
        addLabel={t('addFilter')}
        onChange={(filters) => onChange({ ...entity, filters })}
      />
    </div>
  );
}
