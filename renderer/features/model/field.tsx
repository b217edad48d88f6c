import type { ReactNode } from 'react';
import styles from './field.module.css';
import parts from './model.module.css';

/** A control with its name above it; the control carries the same name for screen readers. */
export function Field({ label, hint, children }: { label: string; hint?: string; children: ReactNode }) {
  return (
    <div className={styles.field}>
      <span className={parts.label}>{label}</span>
      {children}
      {hint ? <span className={parts.hint}>{hint}</span> : null}
    </div>
  );
}
