import { type ReactNode, useId } from 'react';
import styles from './settings.module.css';

export function Section({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className={styles.section} aria-labelledby={id}>
      <h2 id={id} className={styles.sectionTitle}>
        {title}
      </h2>
      <div>{children}</div>
    </section>
  );
}

/** What a control needs so that its label and the words below it belong to it. */
export interface ControlProps {
  id: string;
  'aria-describedby': string;
  'aria-label': string;
  status?: 'error';
}

interface FieldProps {
  label: string;
  /** What the setting does. */
  hint: string;
  fault?: string | undefined;
  children: (control: ControlProps) => ReactNode;
}

/** A setting: label and effect at the left, control and its fault at the right. */
export function Field({ label, hint, fault, children }: FieldProps) {
  const id = useId();
  const hintId = useId();
  return (
    <div className={styles.field} data-faulty={fault !== undefined || undefined}>
      <div>
        <label htmlFor={id} className={styles.label}>
          {label}
        </label>
        <p id={hintId} className={styles.hint}>
          {hint}
        </p>
      </div>
      <div className={styles.control}>
        {children({ id, 'aria-describedby': hintId, 'aria-label': label, ...(fault ? { status: 'error' } : {}) })}
        {fault ? (
          <p className={styles.fault} role="alert">
            {fault}
          </p>
        ) : null}
      </div>
    </div>
  );
}
