import styles from './import.module.css';

export interface Figure {
  label: string;
  value: string;
  title?: string;
  isWarning?: boolean;
}

/** A row of figures under their names. */
export function Figures({ items }: { items: Figure[] }) {
  return (
    <dl className={styles.figures}>
      {items.map(({ label, value, title, isWarning }) => (
        <div key={label} title={title} data-warning={isWarning || undefined}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
