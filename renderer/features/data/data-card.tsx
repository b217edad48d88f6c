import type { UseQueryResult } from '@tanstack/react-query';
import { Button } from 'antd';
import { type ReactNode, useId } from 'react';
import { useErrorSentence } from '../../errors/index.ts';
import { useTranslation } from '../../i18n/index.ts';
import styles from './data.module.css';

interface DataCardProps<T> {
  title: string;
  hint?: string;
  /** Small words or a button at the right of the title. */
  aside?: ReactNode;
  query: UseQueryResult<T>;
  /** Height of the skeleton, so that nothing jumps when the answer comes. */
  skeletonHeight: number;
  testId?: string;
  children: (data: T) => ReactNode;
}

/** A card in one of its states: loading at its final size, failed with a way on, or its content. */
export function DataCard<T>({ title, hint, aside, query, skeletonHeight, testId, children }: DataCardProps<T>) {
  const { t } = useTranslation('data');
  const { t: tFrame } = useTranslation();
  const sentence = useErrorSentence();
  const titleId = useId();
  return (
    <section className={styles.card} aria-labelledby={titleId} data-testid={testId}>
      <header className={styles.cardHead}>
        <h2 id={titleId} className={styles.cardTitle}>
          {title}
        </h2>
        {aside}
      </header>
      {hint ? <p className={styles.hint}>{hint}</p> : null}
      {query.data !== undefined ? (
        children(query.data)
      ) : query.isError ? (
        <div className={styles.failed} role="alert">
          <p>
            <strong>{t('failed')}</strong> {sentence(query.error)}
          </p>
          <Button onClick={() => void query.refetch()}>{tFrame('retry')}</Button>
        </div>
      ) : (
        <div
          className={styles.skeleton}
          style={{ height: skeletonHeight }}
          role="status"
          aria-busy="true"
          aria-label={t('loading')}
        />
      )}
    </section>
  );
}
