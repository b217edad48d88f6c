import type { ReactNode } from 'react';
import styles from './tables.module.css';

/** A table that scrolls by itself; reachable by keyboard although nothing in it may be. */
export function TableScroll({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable without a pointer
    // biome-ignore lint/a11y/useSemanticElements: a group of cells, no form
    <div className={styles.scroll} data-tall role="group" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
