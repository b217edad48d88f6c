import styles from './comparison.module.css';

/** What the strokes across bars stand for. */
export function StrokeKey({ name }: { name: string }) {
  return (
    <span className={styles.strokeKey}>
      <i aria-hidden="true" />
      {name}
    </span>
  );
}
