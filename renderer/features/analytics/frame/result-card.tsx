import { Button } from 'antd';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useErrorSentence } from '../../../errors/index.ts';
import { formatDay } from '../../../format/index.ts';
import { RequestError } from '../../../transport/index.ts';
import styles from './result-card.module.css';
import { useStand } from './stand.tsx';
import type { Answer } from './use-answer.ts';
import { useWorld } from './world.ts';

interface ResultCardProps {
  title: string;
  /** Beside the title: unit and reading help. */
  note?: ReactNode;
  /** At the right end of the head. */
  aside?: ReactNode;
  /** What the card waits for; left out: it has all it needs. */
  answer?: Pick<Answer<unknown>, 'data' | 'isStale' | 'error' | 'retry'>;
  isEmpty?: boolean;
  /** Shows the answer of the card above, which alone says when it is empty or could not be had. */
  isFollowing?: boolean;
  /** Height of the body while there is nothing to show, px. */
  height?: number;
  testId?: string;
  /** The main result: what a board shows, and whose state it is told. */
  isMain?: boolean;
  children: ReactNode;
}

/** Border, title and the states of a result: computing, failed, empty, full, and dimmed while newer figures come. */
export function ResultCard(props: ResultCardProps) {
  const { title, note, aside, answer, isEmpty = false, isFollowing = false, height = 240 } = props;
  const { testId, isMain = false, children } = props;
  const { t } = useWorld();
  const { place, report } = useStand();
  const id = useId();
  const isLoading = answer !== undefined && answer.data === undefined && !answer.error;
  const state = answer?.error
    ? 'failed'
    : isLoading
      ? 'loading'
      : isEmpty
        ? 'empty'
        : answer?.isStale
          ? 'stale'
          : 'full';
  const retry = useRef(answer?.retry);
  useEffect(() => {
    retry.current = answer?.retry;
  });
  useEffect(() => {
    if (!isMain || place === 'page') return;
    if (state === 'failed') report({ kind: 'failed', error: answer?.error, retry: () => retry.current?.() });
    else report({ kind: state === 'stale' ? 'refreshing' : state });
  }, [isMain, place, state, report, answer?.error]);
  if (place === 'tile' && !isMain) return null;
  if (place === 'tile') {
    return (
      <div className={styles.bare} data-main aria-busy={isLoading}>
        {state === 'full' || state === 'stale' ? children : null}
        {state === 'empty' ? <Nobody height={0} /> : null}
      </div>
    );
  }
  if (isFollowing && (state === 'empty' || state === 'failed')) return null;
  return (
    <section
      className={styles.card}
      aria-labelledby={id}
      aria-busy={isLoading || answer?.isStale === true}
      data-state={state}
      data-main={(isMain && place === 'paper') || undefined}
      data-testid={testId}
    >
      <header className={styles.head}>
        <h2 className={styles.title} id={id}>
          {title}
        </h2>
        {note && place === 'page' ? <p className={styles.note}>{note}</p> : null}
        {aside ? <div className={styles.aside}>{aside}</div> : null}
      </header>
      {state === 'loading' ? (
        <div className={styles.skeleton} style={{ height }}>
          <span className="visually-hidden">{t('loading')}</span>
        </div>
      ) : null}
      {state === 'failed' && answer ? <Failed answer={answer} /> : null}
      {state === 'empty' ? <Nobody height={height} /> : null}
      {state === 'full' || state === 'stale' ? <div className={styles.body}>{children}</div> : null}
    </section>
  );
}

function Failed({ answer }: { answer: Pick<Answer<unknown>, 'error' | 'retry'> }) {
  const { t } = useWorld();
  const sentence = useErrorSentence();
  // What data are missing for is no failure, and trying again would bring nothing.
  const { error } = answer;
  if (error instanceof RequestError && error.code.startsWith('analytics/too-')) {
    return (
      <div className={styles.message} role="status">
        <p className={styles.messageTitle}>{t('tooLittle')}</p>
        <p>{sentence(error)}</p>
      </div>
    );
  }
  return (
    <div className={styles.message} role="alert">
      <p className={styles.messageTitle}>{t('failed')}</p>
      <p>{sentence(error)}</p>
      <Button size="small" onClick={answer.retry}>
        {t('retry')}
      </Button>
    </div>
  );
}

function Nobody({ height }: { height: number }) {
  const { t, data, language } = useWorld();
  return (
    <div className={styles.message} style={{ minHeight: height }}>
      <p className={styles.messageTitle}>{t('emptyTitle')}</p>
      <p>{t('emptyHint', { from: formatDay(data.from, language), to: formatDay(data.to, language) })}</p>
    </div>
  );
}

/** In words, what was counted; every result carries one. */
export function Definition({ text, warnings = [] }: { text: string; warnings?: (string | null)[] }) {
  const { t } = useWorld();
  const { place } = useStand();
  return (
    <div
      className={styles.definition}
      data-testid="definition"
      data-place={place}
      title={place === 'tile' ? text : undefined}
    >
      <h2>{t('definition')}</h2>
      <p className={styles.words}>{text}</p>
      {warnings
        .filter((warning) => warning !== null)
        .map((warning) => (
          <p key={warning} className={styles.warning}>
            {warning}
          </p>
        ))}
    </div>
  );
}
