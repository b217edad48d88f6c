import { chooseLanguage, useLanguage, useTranslation } from '../i18n/index.ts';
import { MoonIcon, SunIcon } from './icons.tsx';
import styles from './page.module.css';
import { useTheme } from './theme.tsx';

/** Names the other language in that language, so that whoever needs it can read it. */
export function LanguageSwitch() {
  const { t } = useTranslation();
  const language = useLanguage();
  const other = language === 'en' ? 'zh-CN' : 'en';
  return (
    <button
      type="button"
      className={styles.iconButton}
      lang={other}
      title={t('language')}
      onClick={() => void chooseLanguage(other)}
      data-testid="language-switch"
    >
      {t('languageOther')}
    </button>
  );
}

export function ThemeSwitch() {
  const { t } = useTranslation();
  const theme = useTheme();
  const label = theme.name === 'dark' ? t('toLight') : t('toDark');
  return (
    <button
      type="button"
      className={styles.iconButton}
      aria-label={label}
      title={label}
      onClick={() => theme.choose(theme.name === 'dark' ? 'light' : 'dark')}
      data-testid="theme-switch"
    >
      {theme.name === 'dark' ? <SunIcon size={18} /> : <MoonIcon size={18} />}
    </button>
  );
}
