import { type KeyboardEvent, useId } from 'react';
import { useLocalized, useTranslation } from '../../i18n/index.ts';
import { useBoardState } from './board-context.ts';
import styles from './tabs.module.css';

/** The tabs of a board; filters hold across all of them. */
export function Tabs() {
  const { t } = useTranslation('boards');
  const localized = useLocalized();
  const { board, tab, setTab } = useBoardState();
  const id = useId();
  if (board.tabs.length === 0) return null;
  const onKey = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const place = board.tabs.findIndex((one) => one.id === tab);
    const next = board.tabs[(place + step + board.tabs.length) % board.tabs.length];
    if (step === 0 || !next) return;
    event.preventDefault();
    setTab(next.id);
    document.getElementById(`${id}${next.id}`)?.focus();
  };
  return (
    <div className={styles.tabs} role="tablist" aria-label={t('tabs')} onKeyDown={onKey}>
      {board.tabs.map((one) => (
        <button
          key={one.id}
          id={`${id}${one.id}`}
          type="button"
          role="tab"
          aria-selected={one.id === tab}
          tabIndex={one.id === tab ? 0 : -1}
          onClick={() => setTab(one.id)}
        >
          {localized(one.title)}
        </button>
      ))}
    </div>
  );
}
