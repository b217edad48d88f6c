import { Button, Select } from 'antd';
import { useTranslation } from '../../../i18n/index.ts';
import { CloseIcon } from '../../../ui/index.ts';
import { anyEntity } from '../frame/drafts.ts';
import { useWorld } from '../frame/world.ts';
import { PlusIcon } from '../icons.tsx';
import { EventPicker } from '../pickers/event-picker.tsx';
import { namesOf } from '../pickers/event-words.ts';
import { FilterList } from '../pickers/filter-list.tsx';
import styles from './funnel.module.css';
import type { Exclusion } from './funnel-settings.ts';

interface ExclusionListProps {
  exclusions: readonly Exclusion[];
  /** Number of steps. */
  steps: number;
  onChange: (exclusions: Exclusion[]) => void;
}

/** Events that rule a way through the funnel out, each between two steps. */
export function ExclusionList({ exclusions, steps, onChange }: ExclusionListProps) {
  const { t } = useTranslation('funnel');
  const world = useWorld();
  const replace = (index: number, next: Exclusion) => onChange(exclusions.map((one, i) => (i === index ? next : one)));
  const numbers = Array.from({ length: steps }, (_, i) => i);
  return (
    <>
      {exclusions.map((one, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: exclusions have no identity but their place
        <div key={index} className={styles.step} data-testid={`exclusion-${index + 1}`}>
          <div className={styles.stepHead}>
            <EventPicker
              entity={one}
              allowsAny={false}
              label={t('exclusions')}
              onChange={(entity) => replace(index, { ...one, ...entity })}
            />
            <button
              type="button"
              className={styles.quiet}
              aria-label={t('removeExclusion')}
              onClick={() => onChange(exclusions.filter((_, i) => i !== index))}
            >
              <CloseIcon size={14} />
            </button>
          </div>
          <div className={styles.between}>
            <Select
              size="small"
              aria-label={t('fromStep')}
              value={one.fromStep}
              popupMatchSelectWidth={false}
              onChange={(fromStep) => replace(index, { ...one, fromStep, toStep: Math.max(one.toStep, fromStep + 1) })}
              options={numbers.slice(0, -1).map((value) => ({ value, label: t('step', { number: value + 1 }) }))}
            />
            <span aria-hidden="true">–</span>
            <Select
              size="small"
              aria-label={t('toStep')}
              value={Math.min(one.toStep, steps - 1)}
              popupMatchSelectWidth={false}
              onChange={(toStep) => replace(index, { ...one, toStep })}
              options={numbers
                .filter((value) => value > one.fromStep)
                .map((value) => ({ value, label: t('step', { number: value + 1 }) }))}
            />
          </div>
          <FilterList
            source="event"
            events={namesOf(one)}
            filters={one.filters}
            addLabel={world.t('addFilter')}
            onChange={(filters) => replace(index, { ...one, filters })}
          />
        </div>
      ))}
      <Button
        type="text"
        size="small"
        className={styles.addStep ?? ''}
        icon={<PlusIcon size={14} />}
        disabled={steps < 2}
        data-testid="add-exclusion"
        onClick={() => {
          const event = world.events.find(({ name }) => name === 'order_returned') ?? world.events[0];
          onChange([...exclusions, { ...anyEntity, event: event?.name ?? null, fromStep: 0, toStep: steps - 1 }]);
        }}
      >
        {t('addExclusion')}
      </Button>
    </>
  );
}
