import { type ReactNode, useEffect } from 'react';
import { EmptyState } from '../../../ui/index.ts';
import styles from './result-card.module.css';
import { useStand } from './stand.tsx';

/** Data of this sort have never come: on its page with the way to them, on a board in a sentence. */
export function NothingYet({ title, hint, action }: { title: string; hint: string; action: ReactNode }) {
  const { place, report } = useStand();
  const isOnPage = place === 'page';
  useEffect(() => {
    if (!isOnPage) report({ kind: 'empty' });
  }, [isOnPage, report]);
  if (isOnPage) return <EmptyState title={title} hint={hint} action={action} />;
  return (
    <div className={styles.message} data-main>
      <p className={styles.messageTitle}>{title}</p>
      <p>{hint}</p>
    </div>
  );
}
