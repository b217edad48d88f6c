import { z } from 'zod';
/** The languages that are complete everywhere. */
export declare const languages: readonly ['zh-CN', 'en'];
export declare const languageOutput: z.ZodEnum<{
    en: "en";
    "zh-CN": "zh-CN";
}>;
export type Language = z.infer<typeof languageOutput>;
/** A text in every language; used for labels that come with data models, boards and entities. */
export declare const localizedTextOutput: z.ZodObject<{
    'zh-CN': z.ZodString;
    en: z.ZodString;
}, z.core.$strip>;
export type LocalizedText = z.infer<typeof localizedTextOutput>;
/** Picks the best language for an `Accept-Language` header; Chinese of any kind reads zh-CN, all else English. */
export declare function languageFromHeader(header: string | null | undefined): Language;
