import type { ReactNode } from 'react';
import { WarningIcon } from '../../ui/icons.tsx';
import styles from './import.module.css';

interface ProblemNoteProps {
  title: string;
  message?: string;
  details?: { path: string; message: string }[];
  /** What was kept, or what to do. */
  hint?: string;
  /** Ways on: buttons. */
  children?: ReactNode;
}

/** What happened, what was kept, what to do. */
export function ProblemNote({ title, message, details = [], hint, children }: ProblemNoteProps) {
  return (
    <div className={styles.problem} role="alert" data-testid="import-problem">
      <span className={styles.problemSign}>
        <WarningIcon size={18} />
      </span>
      <div>
        <p className={styles.problemTitle}>{title}</p>
        {message ? <p>{message}</p> : null}
        {details.length > 0 ? (
          <ul className={styles.problemDetails}>
            {details.map((detail) => (
              <li key={detail.path + detail.message}>
                {detail.path ? <strong>{detail.path}</strong> : null} {detail.message}
              </li>
            ))}
          </ul>
        ) : null}
        {hint ? <p className={styles.quiet}>{hint}</p> : null}
        {children ? <div className={styles.problemActions}>{children}</div> : null}
      </div>
    </div>
  );
}
