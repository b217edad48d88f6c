import type { CSSProperties } from 'react';
import type { z } from 'zod';
import type { rfmOutput } from '../../../../contract/customer-value.ts';
import { formatCount } from '../../../format/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { ResultCard } from '../frame/result-card.tsx';
import { share } from '../frame/shares.ts';
import type { Answer } from '../frame/use-answer.ts';
import { useOpenPeople } from '../people/people-provider.tsx';
import styles from './rfm.module.css';
import { columnOf, type RfmSegment, rfmGrid, withoutMoves } from './rfm-settings.ts';

export type RfmAnswer = z.output<typeof rfmOutput>;

interface RfmGridProps {
  answer: Answer<RfmAnswer>;
  body: object;
  day: string;
}

/** Five by five: how recently against how much, each cell in the colour of its segment and as deep as it is full. */
export function RfmGrid({ answer, body, day }: RfmGridProps) {
  const { t } = useTranslation('value');
  const openPeople = useOpenPeople();
  const openCell = (segment: RfmSegment, recency: number, value: number) => {
    const title = t('rfm.gridCell', { segment: t(`rfm.segments.${segment}`), r: recency, c: value, date: day });
    openPeople({ kind: 'rfm', body: withoutMoves(body), cell: { recency, value }, title, name: title });
  };
  const counts = new Map<string, number>();
  for (const { recency, frequency, monetary, customers } of answer.data?.scores ?? []) {
    const key = `${recency}:${columnOf(frequency, monetary)}`;
    counts.set(key, (counts.get(key) ?? 0) + customers);
  }
  const total = answer.data?.customers ?? 0;
  const largest = Math.max(1, ...counts.values());
  const labelled = new Set<RfmSegment>();
  return (
    <ResultCard
      isMain
      title={t('rfm.gridTitle')}
      note={t('rfm.gridNote')}
      answer={answer}
      isEmpty={total === 0}
      height={374}
      testId="rfm-grid"
    >
      <div className={styles.board}>
        <span className={styles.axisY}>↑ {t('rfm.recency')}</span>
        <div className={styles.grid}>
          {rfmGrid.flatMap((row, r) =>
            row.map((segment, c) => {
              const recency = 5 - r;
              const people = counts.get(`${recency}:${c + 1}`) ?? 0;
              const isFirst = !labelled.has(segment);
              labelled.add(segment);
              return (
                <button
                  type="button"
                  // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place
                  key={`${recency}:${c + 1}`}
                  className={styles.cell}
                  data-tone={toneOf[segment]}
                  style={{ '--depth': `${Math.round(8 + (people / largest) * 62)}%` } as CSSProperties}
                  onClick={() => openCell(segment, recency, c + 1)}
                >
                  <span className="visually-hidden">{t('rfm.gridLabel', { r: recency, c: c + 1 })}</span>
                  <span className={styles.name} data-quiet={!isFirst || undefined}>
                    {t(`rfm.segments.${segment}`)}
                  </span>
                  <span className={styles.count}>{formatCount(people)}</span>
                  <span className={styles.share}>{total === 0 ? '' : share(people / total)}</span>
                </button>
              );
            }),
          )}
        </div>
        <span className={styles.axisX}>{t('rfm.value')} →</span>
      </div>
    </ResultCard>
  );
}

/** Three tones: keep, grow, win back. More colours nobody could tell apart. */
export const toneOf: Record<RfmSegment, 'good' | 'growing' | 'warning' | 'gone'> = {
  champions: 'good',
  loyal: 'good',
  potential_loyalist: 'growing',
  new: 'growing',
  promising: 'growing',
  need_attention: 'warning',
  about_to_sleep: 'warning',
  cannot_lose: 'warning',
  at_risk: 'warning',
  hibernating: 'gone',
  lost: 'gone',
};
