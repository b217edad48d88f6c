import { Dropdown } from 'antd';
import type { HTMLAttributes } from 'react';
import { useTranslation } from '../../../i18n/index.ts';
import { CloseIcon } from '../../../ui/index.ts';
import { durationWords } from '../frame/durations.ts';
import { useWorld } from '../frame/world.ts';
import { GripIcon, MoreIcon } from '../icons.tsx';
import { EventPicker } from '../pickers/event-picker.tsx';
import { namesOf } from '../pickers/event-words.ts';
import { FilterList } from '../pickers/filter-list.tsx';
import { DurationField } from '../pickers/settings-fields.tsx';
import styles from './funnel.module.css';
import { allowsOptional, type FunnelSettings, type FunnelStep, optionalSteps } from './funnel-settings.ts';

interface StepCardProps {
  step: FunnelStep;
  index: number;
  settings: FunnelSettings;
  count: string;
  handle: HTMLAttributes<HTMLElement>;
  onChange: (step: FunnelStep) => void;
  onDuplicate: () => void;
  onRemove: () => void;
}

export function StepCard({ step, index, settings, count, handle, onChange, onDuplicate, onRemove }: StepCardProps) {
  const { t } = useTranslation('funnel');
  const world = useWorld();
  const number = index + 1;
  const isLast = index === settings.steps.length - 1;
  const isOptional = optionalSteps(settings).includes(index);
  const canBeOptional = allowsOptional(settings) && index > 0 && !isLast;
  const hasFilters = step.filters.length > 0;
  const hasPersonFilters = step.personFilters.length > 0;
  const events = namesOf(step);
  return (
    <div className={styles.step} data-optional={isOptional || undefined} data-testid={`step-${number}`}>
      <div className={styles.stepHead}>
        <button
          type="button"
          className={styles.handle}
          data-handle
          aria-label={t('moveStep', { number })}
          title={t('dragHint')}
          {...handle}
        >
          <span className={styles.stepNumber}>{number}</span>
          <GripIcon size={14} />
        </button>
        <EventPicker
          entity={step}
          onChange={(entity) => onChange({ ...step, ...entity })}
          label={t('step', { number })}
        />
        <span className={styles.stepCount}>{count}</span>
        <Dropdown
          trigger={['click']}
          placement="bottomRight"
          menu={{
            items: [
              { key: 'filter', label: world.t('filterOf.event') },
              { key: 'person', label: world.t('filterOf.person') },
              {
                key: 'optional',
                label: t('optional'),
                disabled: !canBeOptional,
                ...(canBeOptional ? {} : { title: t('optionalUnavailable') }),
              },
              { key: 'within', label: t('within'), disabled: index === 0 || settings.order === 'unordered' },
              { key: 'duplicate', label: t('duplicate') },
            ],
            selectable: true,
            multiple: true,
            selectedKeys: [...(isOptional ? ['optional'] : []), ...(step.within ? ['within'] : [])],
            onClick: ({ key }) => {
              const blank = { property: '', operator: 'exact' as const, value: null };
              if (key === 'filter') onChange({ ...step, filters: [...step.filters, blank] });
              if (key === 'person') onChange({ ...step, personFilters: [...step.personFilters, blank] });
              if (key === 'optional') onChange({ ...step, isOptional: !step.isOptional });
              if (key === 'within') onChange({ ...step, within: step.within ? null : { value: 7, unit: 'day' } });
              if (key === 'duplicate') onDuplicate();
            },
          }}
        >
          <button type="button" className={styles.quiet} aria-label={t('moreOfStep', { number })}>
            <MoreIcon size={16} />
          </button>
        </Dropdown>
        {settings.steps.length > 1 ? (
          <button type="button" className={styles.quiet} aria-label={t('removeStep', { number })} onClick={onRemove}>
            <CloseIcon size={14} />
          </button>
        ) : null}
      </div>
      {isOptional || step.within ? (
        <p className={styles.tags}>
          {[
            isOptional ? t('optionalTag') : '',
            step.within ? t('withinTag', { duration: durationWords(step.within, world.t) }) : '',
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
      ) : null}
      {step.within ? (
        <div className={styles.stepOption}>
          <DurationField value={step.within} label={t('within')} onChange={(within) => onChange({ ...step, within })} />
        </div>
      ) : null}
      {hasFilters ? (
        <FilterList
          source="event"
          events={events}
          filters={step.filters}
          addLabel={world.t('addFilter')}
          onChange={(filters) => onChange({ ...step, filters })}
        />
      ) : null}
      {hasPersonFilters ? (
        <FilterList
          source="person"
          events={events}
          filters={step.personFilters}
          addLabel={world.t('filterOf.person')}
          onChange={(personFilters) => onChange({ ...step, personFilters })}
        />
      ) : null}
    </div>
  );
}
