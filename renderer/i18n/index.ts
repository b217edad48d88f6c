import i18next from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import { type Language, type LocalizedText, languageFromHeader, languageOutput } from '../../contract/language.ts';
import { setRequestLanguage } from '../transport/index.ts';
import { resources } from './resources.ts';

export { useTranslation } from 'react-i18next';
export type { Translated } from './words.ts';

const storageKey = 'luopan.language';

/** The language this browser chose before, or that a page for the printer names; null when there is none. */
export function chosenLanguage(): Language | null {
  const printed = /^\/print\//.test(location.pathname) ? new URLSearchParams(location.search).get('lang') : null;
  if (printed !== null) return languageOutput.safeParse(printed).data ?? null;
  const stored = languageOutput.safeParse(localStorage.getItem(storageKey));
  return stored.success ? stored.data : null;
}

/** Starts the translations in the chosen language, else `fallback` (the workspace's), else the browser's. */
export async function startLanguage(fallback: Language | null): Promise<void> {
  const language = chosenLanguage() ?? fallback ?? languageFromHeader(navigator.language);
  await i18next.use(initReactI18next).init({
    resources,
    lng: language,
    fallbackLng: 'en',
    defaultNS: 'frame',
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  follow(language);
}

/** Switches every word, number and date at once and remembers the choice in this browser. */
export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(storageKey, language);
  follow(language);
  await i18next.changeLanguage(language);
}

function follow(language: Language): void {
  setRequestLanguage(language);
  document.documentElement.lang = language;
}

/** The language in force. */
export function useLanguage(): Language {
  const { i18n } = useTranslation();
  return i18n.language === 'en' ? 'en' : 'zh-CN';
}

/** Reads a text that comes in all languages, such as a board's title. */
export function useLocalized(): (text: LocalizedText) => string {
  const language = useLanguage();
  return (text) => text[language];
}
