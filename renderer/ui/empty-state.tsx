import type { ReactNode } from 'react';
import styles from './empty-state.module.css';

interface EmptyStateProps {
  /** What will be here, drawn. */
  picture?: ReactNode;
  title: string;
  hint?: string;
  action?: ReactNode;
}

/** One sentence, one action, a picture of what will be there. */
export function EmptyState({ picture, title, hint, action }: EmptyStateProps) {
  return (
    <div className={styles.empty}>
      {picture ? <div aria-hidden="true">{picture}</div> : null}
      <p className={styles.title}>{title}</p>
      {hint ? <p className={styles.hint}>{hint}</p> : null}
      {action ? <div className={styles.action}>{action}</div> : null}
    </div>
  );
}
