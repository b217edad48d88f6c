import { useState } from 'react';
import { useTranslation } from '../../i18n/index.ts';
import parts from './connections.module.css';
import { type Draft, type DraftStream, openStreams } from './draft.ts';
import styles from './mapping-step.module.css';
import { StreamMapping } from './stream-mapping.tsx';

interface MappingStepProps {
  draft: Draft;
  /** Of the workspace. */
  timezone: string;
  onChange: (draft: Draft) => void;
}

/** One stream after the other: what its rows are, and how they are read. */
export function MappingStep({ draft, timezone, onChange }: MappingStepProps) {
  const { t } = useTranslation('connections');
  const [chosen, setChosen] = useState(() =>
    Math.max(
      0,
      draft.streams.findIndex(({ name }) => name === draft.lookAt),
    ),
  );
  const open = new Set(openStreams(draft));
  const stream = draft.streams[Math.min(chosen, draft.streams.length - 1)];
  if (!stream) return <p className={parts.quiet}>{t('wizard.noStreams')}</p>;
  const change = (changed: DraftStream) =>
    onChange({ ...draft, streams: draft.streams.map((one) => (one.name === changed.name ? changed : one)) });
  return (
    <>
      {draft.streams.length > 1 ? (
        <div className={styles.tabs} role="tablist" aria-label={t('wizard.streams')}>
          {draft.streams.map(({ name }, index) => (
            <button
              type="button"
              role="tab"
              key={name}
              className={styles.tab}
              aria-selected={name === stream.name}
              data-open={open.has(name) || undefined}
              onClick={() => setChosen(index)}
            >
              {name}
            </button>
          ))}
        </div>
      ) : null}
      <StreamMapping key={stream.name} draft={draft} stream={stream} timezone={timezone} onChange={change} />
    </>
  );
}
