import styles from './comparison.module.css';

/** What the dashed rings stand for. */
export function RingKey({ name }: { name: string }) {
  return (
    <span className={styles.ringKey}>
      <i aria-hidden="true" />
      {name}
    </span>
  );
}

/** What the grey bars beside the others stand for. */
export function BarKey({ name }: { name: string }) {
  return (
    <span className={styles.barKey}>
      <i aria-hidden="true" />
      {name}
    </span>
  );
}

/** What the strokes across bars stand for. */
export function StrokeKey({ name }: { name: string }) {
  return (
    <span className={styles.strokeKey}>
      <i aria-hidden="true" />
      {name}
    </span>
  );
}
