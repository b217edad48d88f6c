import styles from './settings.module.css';

/** A rise and a fall as boards will show them. */
export function RiseSample({ rise }: { rise: 'red' | 'green' }) {
  const fall = rise === 'red' ? 'green' : 'red';
  return (
    <span className={styles.sample} aria-hidden="true">
      <span style={{ color: `var(--${rise})` }}>▲ 12.4%</span>
      <span style={{ color: `var(--${fall})` }}>▼ 3.1%</span>
    </span>
  );
}
