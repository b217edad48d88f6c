import { Button } from 'antd';
import { useState } from 'react';
import { formatCount } from '../../../format/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { anyEntity } from '../frame/drafts.ts';
import { useWorld } from '../frame/world.ts';
import { PlusIcon } from '../icons.tsx';
import styles from './funnel.module.css';
import { type FunnelSettings, type FunnelStep, movedStep, newStep } from './funnel-settings.ts';
import { StepCard } from './step-card.tsx';
import { useReorder } from './use-reorder.ts';

interface StepListProps {
  settings: FunnelSettings;
  /** People who reached each step; empty while unknown. */
  counts: readonly number[];
  onChange: (steps: FunnelStep[], gesture?: string) => void;
}

/** The steps in order, each with its event, conditions and options; dragged by the handle or moved by arrow keys. */
export function StepList({ settings, counts, onChange }: StepListProps) {
  const { t } = useTranslation('funnel');
  const { events } = useWorld();
  const [news, setNews] = useState('');
  const { steps } = settings;
  const reorder = useReorder(steps.length, (from, to) => {
    onChange(movedStep(steps, from, to));
    setNews(t('moved', { from: from + 1, to: to + 1 }));
  });
  const replace = (index: number, step: FunnelStep) =>
    onChange(
      steps.map((one, i) => (i === index ? step : one)),
      `step-${index}`,
    );
  const add = () => {
    const used = new Set(steps.map(({ event }) => event));
    const next = events.find(({ name }) => !used.has(name)) ?? events[0];
    onChange([...steps, newStep(next ? { ...anyEntity, event: next.name } : anyEntity)]);
  };
  return (
    <>
      <ol className={styles.steps} ref={reorder.list} data-dragging={reorder.isDragging || undefined}>
        {steps.map((step, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps have no identity but their place
          <li key={index} className={styles.stepItem} {...reorder.place(index)}>
            <StepCard
              step={step}
              index={index}
              settings={settings}
              count={counts[index] === undefined ? '' : formatCount(counts[index])}
              handle={reorder.handle(index)}
              onChange={(next) => replace(index, next)}
              onDuplicate={() => onChange([...steps.slice(0, index + 1), step, ...steps.slice(index + 1)])}
              onRemove={() => onChange(steps.filter((_, i) => i !== index))}
            />
          </li>
        ))}
      </ol>
      <p className="visually-hidden" role="status">
        {news}
      </p>
      <Button
        type="text"
        size="small"
        className={styles.addStep ?? ''}
        icon={<PlusIcon size={14} />}
        onClick={add}
        disabled={steps.length >= 30}
        data-testid="add-step"
      >
        {t('addStep')}
      </Button>
    </>
  );
}
