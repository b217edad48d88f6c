import { Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import type { Connection } from '../../../contract/connections.ts';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import styles from './connection-wizard.module.css';
import parts from './connections.module.css';
import { type Draft, inputOf, openStreams, type Step, settingsTitle, steps } from './draft.ts';
import { KindStep } from './kind-step.tsx';
import { MappingStep } from './mapping-step.tsx';
import { useCreate, useSyncNow, useUpdate } from './requests.ts';
import { ScheduleStep } from './schedule-step.tsx';
import { isComplete } from './settings-fields.tsx';
import { SettingsStep } from './settings-step.tsx';
import { StreamsStep } from './streams-step.tsx';

interface ConnectionWizardProps {
  start: Draft;
  timezone: string;
  onDone: (connection: Connection) => void;
  /** Leaves everything as it was. */
  onCancel: () => void;
}

/** From a source to a schedule, step by step; the same for a new connection and for one that is changed. */
export function ConnectionWizard({ start, timezone, onDone, onCancel }: ConnectionWizardProps) {
  const { t } = useTranslation('connections');
  const language = useLanguage();
  const [draft, setDraft] = useState(start);
  const create = useCreate();
  const update = useUpdate(start.id ?? '');
  const syncNow = useSyncNow();
  const own: readonly Step[] = draft.id === null ? steps : steps.filter((step) => step !== 'kind');
  const at = own.indexOf(draft.step);
  const root = useRef<HTMLDivElement>(null);
  // A step begins at its beginning, however far down the one before was read.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the step is what has changed
  useEffect(() => {
    // A promise in newer browsers, which is no clean-up.
    void root.current?.scrollIntoView({ block: 'start' });
  }, [draft.step]);
  const go = (step: Step | undefined) => step && setDraft({ ...draft, step });
  const open = openStreams(draft);
  const canGoOn: Record<Step, boolean> = {
    kind: draft.kind !== null,
    settings: draft.name.trim() !== '' && isComplete(draft.kind?.settings ?? [], draft.config, draft.kept),
    streams: draft.streams.length > 0,
    mapping: open.length === 0,
    schedule: true,
  };
  const isNew = draft.id === null;
  const isLast = draft.step === 'schedule';
  const isWhole = own.every((step) => canGoOn[step]);
  /** Back to any step that was passed; onwards as far as all before it is filled in. */
  const isReachable = (index: number) => index <= at || own.slice(at, index).every((step) => canGoOn[step] && !isNew);
  const error = create.error ?? update.error;
  const finish = async () => {
    const input = inputOf(draft);
    if (draft.id !== null) {
      const { kind: _kind, ...patch } = input;
      onDone(await update.mutateAsync(patch));
      return;
    }
    const made = await create.mutateAsync(input);
    await syncNow.mutateAsync({ id: made.id });
    onDone(made);
  };
  return (
    <div ref={root} className={styles.wizard} data-testid="connection-wizard">
      <ol className={styles.steps}>
        {own.map((step, index) => (
          <li key={step} aria-current={step === draft.step ? 'step' : undefined}>
            <button type="button" disabled={!isReachable(index)} onClick={() => go(step)}>
              {step === 'settings' ? t(`wizard.settings.${settingsTitle(draft.kind)}`) : t(`wizard.${step}`)}
            </button>
          </li>
        ))}
      </ol>
      {draft.step === 'kind' ? (
        <KindStep
          onChoose={(kind) =>
            setDraft({
              ...draft,
              kind,
              step: 'settings',
              name: draft.name || kind.label[language],
              config: {},
              streams: [],
            })
          }
        />
      ) : null}
      {draft.step === 'settings' ? <SettingsStep draft={draft} onChange={setDraft} /> : null}
      {draft.step === 'streams' ? <StreamsStep draft={draft} onChange={setDraft} /> : null}
      {draft.step === 'mapping' ? <MappingStep draft={draft} timezone={timezone} onChange={setDraft} /> : null}
      {draft.step === 'schedule' ? (
        <ScheduleStep
          schedule={draft.schedule}
          timezone={timezone}
          priority={draft.priority}
          onChange={(schedule) => setDraft({ ...draft, schedule })}
          onPriority={(priority) => setDraft({ ...draft, priority })}
        />
      ) : null}
      {draft.step === 'kind' ? null : (
        <div className={styles.foot}>
          {at > 0 ? (
            <Button data-testid="wizard-back" onClick={() => go(own[at - 1])}>
              {t('wizard.back')}
            </Button>
          ) : null}
          {isLast ? null : (
            <Button
              type={isNew ? 'primary' : 'default'}
              disabled={!canGoOn[draft.step]}
              data-testid="wizard-next"
              onClick={() => go(own[at + 1])}
            >
              {t('wizard.next')}
            </Button>
          )}
          {isLast || !isNew ? (
            <Button
              type="primary"
              disabled={!isWhole}
              loading={create.isPending || update.isPending}
              data-testid="wizard-finish"
              onClick={() => void finish().catch(() => {})}
            >
              {isNew ? t('wizard.create') : t('wizard.save')}
            </Button>
          ) : null}
          <Button type="text" data-testid="wizard-cancel" onClick={onCancel}>
            {t('wizard.cancel')}
          </Button>
          {error ? (
            <span className={parts.fault} role="alert">
              {error.message}
            </span>
          ) : null}
          <span className={parts.footNote}>
            {draft.step === 'streams' ? t('wizard.chosen', { count: draft.streams.length }) : null}
            {draft.step === 'mapping' && open.length > 0 ? t('wizard.stillOpen', { streams: open.join(', ') }) : null}
          </span>
        </div>
      )}
    </div>
  );
}
