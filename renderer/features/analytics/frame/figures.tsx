import styles from './figures.module.css';
import { useStand } from './stand.tsx';

export interface Figure {
  name: string;
  value: string;
  note?: string;
}

/** Headline figures of a result, side by side. */
export function Figures({ figures, isStale }: { figures: readonly Figure[]; isStale: boolean }) {
  const { place } = useStand();
  return (
    <dl className={styles.figures} data-place={place} data-stale={isStale || undefined}>
      {figures.map(({ name, value, note }) => (
        <div key={name} className={styles.figure}>
          <dt>{name}</dt>
          <dd className={styles.value}>{value}</dd>
          {note ? <dd className={styles.note}>{note}</dd> : null}
        </div>
      ))}
    </dl>
  );
}
