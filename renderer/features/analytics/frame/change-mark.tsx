import { type Change, direction, formatChangeSize } from '../../../format/index.ts';
import { useLanguage } from '../../../i18n/index.ts';
import styles from './change-mark.module.css';

/** An arrow and the size of a change; says against what to those who hover or listen. */
export function ChangeMark({ change, label }: { change: Change | null; label: string }) {
  const language = useLanguage();
  if (change === null) return null;
  const way = direction(change);
  return (
    <span className={styles.mark} data-way={way} title={label}>
      {way === 'up' ? '▲' : way === 'down' ? '▼' : ''} {formatChangeSize(change, language)}
    </span>
  );
}
