import styles from './figures.module.css';
import { useStand } from './stand.tsx';

export interface Figure {
  name: string;
  value: string;
  note?: string;
  /** Opens the people it counts. */
  onOpen?: () => void;
}

/** Headline figures of a result, side by side. */
export function Figures({ figures, isStale }: { figures: readonly Figure[]; isStale: boolean }) {
  const { place } = useStand();
  return (
    <dl className={styles.figures} data-place={place} data-stale={isStale || undefined}>
      {figures.map(({ name, value, note, onOpen }) => (
        <div key={name} className={styles.figure}>
          <dt>{name}</dt>
          <dd className={styles.value}>
            {onOpen ? (
              <button type="button" onClick={onOpen}>
                {value}
              </button>
            ) : (
              value
            )}
          </dd>
          {note ? <dd className={styles.note}>{note}</dd> : null}
        </div>
      ))}
    </dl>
  );
}
