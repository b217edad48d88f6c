import type { CSSProperties, ReactNode } from 'react';
import { useTranslation } from '../../i18n/index.ts';
import type { PageSize } from './paper.ts';
import styles from './print.module.css';

export interface SheetFrame {
  size: PageSize;
  title: string;
  /** Dates in words. */
  period: string;
  dataAsOf: string;
}

interface SheetProps {
  frame: SheetFrame;
  /** From 1; null on a cover, which has neither header nor footer. */
  page: number | null;
  pages: number;
  children: ReactNode;
}

/** One page of paper: exactly its size, so that what is seen is what is printed. */
export function Sheet({ frame, page, pages, children }: SheetProps) {
  const { t } = useTranslation('print');
  const { size, title, period, dataAsOf } = frame;
  const style = {
    '--sheet-width': `${size.widthMm}mm`,
    // A hair less than the page, or rounding would push an empty page behind it.
    '--sheet-height': `calc(${size.heightMm}mm - 1px)`,
    '--sheet-margin': `${size.marginMm}mm`,
  } as CSSProperties;
  if (page === null) {
    return (
      <div className={styles.sheet} style={style} data-sheet="cover">
        {children}
      </div>
    );
  }
  return (
    <div className={styles.sheet} style={style} data-sheet={page}>
      <div className={styles.headBox}>
        <div className={styles.head}>
          <span>{title}</span>
          <span>{period}</span>
        </div>
      </div>
      <div className={styles.content}>{children}</div>
      <div className={styles.foot}>
        <span>{dataAsOf}</span>
        <span>{t('page', { page, pages })}</span>
      </div>
    </div>
  );
}
