import type { CSSProperties } from 'react';
import type { Tile } from '../../../contract/boards.ts';
import { errorSentence } from '../../../contract/error-words.ts';
import type { Language } from '../../../contract/language.ts';
import { useLanguage, useLocalized, useTranslation } from '../../i18n/index.ts';
import styles from './print.module.css';

export function lateSentence(waitMs: number, language: Language): string {
  return errorSentence('exports/tile-late', { seconds: Math.round(waitMs / 1000) }, language);
}

/** In the place of a tile that had no answer in time: its title and the reason, never an empty box. */
export function LateTile({ tile, waitMs }: { tile: Tile; waitMs: number }) {
  const { t } = useTranslation('board');
  const localized = useLocalized();
  const language = useLanguage();
  const { x, y, w, h } = tile.placement;
  return (
    <section
      className={styles.late}
      style={{ '--x': x + 1, '--y': y + 1, '--w': w, '--h': h } as CSSProperties}
      data-testid={`tile-${tile.id}`}
      data-state="failed"
      aria-labelledby={`tile-${tile.id}-title`}
    >
      <h2 id={`tile-${tile.id}-title`}>{localized(tile.title)}</h2>
      <div role="alert">
        <p>{t('failed')}</p>
        <p>{lateSentence(waitMs, language)}</p>
      </div>
    </section>
  );
}
