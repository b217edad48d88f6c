import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { useTranslation } from '../i18n/index.ts';
import { DataAsOf } from './data-as-of.tsx';
import styles from './page.module.css';
import { LanguageSwitch, ThemeSwitch } from './switches.tsx';

interface PageProps {
  title: string;
  /** Stands in the place of the title where the title can do something. */
  titleSlot?: ReactNode;
  /** Where the page belongs, before its title. */
  crumb?: ReactNode;
  /** Buttons at the right of the top bar. */
  actions?: ReactNode;
  /** A second row that stays at the top with the bar. */
  filters?: ReactNode;
  children: ReactNode;
}

/** Top bar (title, data-as-of, actions, language and theme) and the content below it. */
export function Page({ title, titleSlot, crumb, actions, filters, children }: PageProps) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${title} · ${t('product')}`;
  }, [title, t]);
  return (
    <>
      <header className={styles.header}>
        <div className={styles.bar}>
          {crumb ? <span className={styles.crumb}>{crumb} /</span> : null}
          <h1 className={styles.title}>{titleSlot ?? title}</h1>
          <DataAsOf />
          <div className={styles.actions}>
            {actions}
            <LanguageSwitch />
            <ThemeSwitch />
          </div>
        </div>
        {filters ? <div className={styles.filters}>{filters}</div> : null}
      </header>
      <main className={styles.content}>{children}</main>
    </>
  );
}
