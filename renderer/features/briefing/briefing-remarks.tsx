import type { Briefing } from '../../../contract/briefing.ts';
import { useLanguage, useLocalized, useTranslation } from '../../i18n/index.ts';
import { useBoard } from '../../queries/index.ts';
import styles from './briefing.module.css';

/** Names of tiles on a board, as a list in words; empty while the board is on its way. */
export function useTileNames(boardId: string): (ids: readonly string[]) => string {
  const language = useLanguage();
  const localized = useLocalized();
  const { data } = useBoard(boardId);
  return (ids) =>
    (data?.tiles ?? [])
      .filter(({ id }) => ids.includes(id))
      .map(({ title }) => localized(title))
      .join(language === 'zh-CN' ? '、' : ', ');
}

/** What a briefing says nothing of, and that it has nothing to say. */
export function BriefingRemarks({ briefing, value = '' }: { briefing: Briefing; value?: string }) {
  const { t } = useTranslation('print');
  const names = useTileNames(briefing.board);
  const { sentences, failed, leftOut } = briefing;
  return (
    <>
      {sentences.length === 0 ? <p className={styles.remark}>{t('briefingEmpty')}</p> : null}
      {failed.length > 0 ? (
        <p className={styles.remark} role="alert">
          {t('failedTiles', { titles: names(failed) })}
        </p>
      ) : null}
      {leftOut.length > 0 ? (
        <p className={styles.remark}>{t('briefingLeftOut', { titles: names(leftOut), value })}</p>
      ) : null}
    </>
  );
}
