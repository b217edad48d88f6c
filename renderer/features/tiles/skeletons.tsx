import styles from './skeletons.module.css';

/** Faint lines where a chart will stand. */
export function PlotSkeleton() {
  return (
    <div className={styles.plot} aria-hidden="true">
      <i />
      <i />
      <i />
      <i />
      <i />
    </div>
  );
}

/** Rows where a ranking or a table will stand. */
export function RowsSkeleton({ rows }: { rows: number }) {
  return (
    <div className={styles.rows} aria-hidden="true">
      {Array.from({ length: rows }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows of a skeleton have no identity
        <i key={index} style={{ width: `${92 - index * 6}%` }} />
      ))}
    </div>
  );
}
