import { z } from 'zod';

/** The languages that are complete everywhere. */
export const languages = ['zh-CN', 'en'] as const;
export const languageOutput = z.enum(languages);
export type Language = z.infer<typeof languageOutput>;

/** A text in every language; used for labels that come with data models, boards and entities. */
export const localizedTextOutput = z.object({ 'zh-CN': z.string(), en: z.string() });
export type LocalizedText = z.infer<typeof localizedTextOutput>;

/** Picks the best language for an `Accept-Language` header; Chinese of any kind reads zh-CN, all else English. */
export function languageFromHeader(header: string | null | undefined): Language {
  for (const part of (header ?? '').split(',')) {
    const tag = part.split(';')[0]?.trim().toLowerCase() ?? '';
    if (tag.startsWith('zh')) return 'zh-CN';
    if (tag.startsWith('en')) return 'en';
  }
  return 'en';
}
