import type { ReactNode } from 'react';
import type { Briefing, BriefingSentence } from '../../../contract/briefing.ts';
import { formatRange } from '../../format/index.ts';
import { useLanguage, useLocalized, useTranslation } from '../../i18n/index.ts';
import styles from './briefing.module.css';

/** The dates a briefing is of, and those they are compared with. */
export function useBriefingPeriod(): (briefing: Briefing) => string {
  const { t } = useTranslation('print');
  const language = useLanguage();
  return ({ from, to, comparedFrom, comparedTo }) => {
    const period = formatRange(from, to, language);
    if (comparedFrom === null || comparedTo === null) return period;
    return `${period} · ${t('comparedWith', { dates: formatRange(comparedFrom, comparedTo, language) })}`;
  };
}

interface BriefingSentencesProps {
  sentences: readonly BriefingSentence[];
  /** What a sentence leads to; on paper nothing. */
  led?: (sentence: BriefingSentence, words: string) => ReactNode;
}

/** Sentences in the order in which they matter, reasons behind what they explain. */
export function BriefingSentences({ sentences, led = (_, words) => words }: BriefingSentencesProps) {
  const localized = useLocalized();
  return (
    <ol className={styles.sentences}>
      {sentences.map((sentence) => (
        <li key={`${sentence.tileId}-${sentence.words.en}`} data-kind={sentence.kind}>
          <span className={styles.sign} aria-hidden="true">
            {signOf(sentence)}
          </span>
          <span>{led(sentence, localized(sentence.words))}</span>
        </li>
      ))}
    </ol>
  );
}

/** Up, down, or what kind of remark it is; the sentence says the same in words. */
function signOf({ kind, figures }: BriefingSentence): string {
  if (kind === 'target') return '◎';
  if (kind === 'unusual') return '!';
  if (kind !== 'moved') return '·';
  const change = figures.change ?? 0;
  return change > 0 ? '▲' : change < 0 ? '▼' : '=';
}
