import type { Language } from '../../../../contract/language.ts';

/** Sentences one after the other: with a space where the language has one between them; empty ones are left out. */
export function sentences(language: Language, ...parts: string[]): string {
  return parts
    .map((part) => part.trim())
    .filter(Boolean)
    .join(language === 'zh-CN' ? '' : ' ');
}
