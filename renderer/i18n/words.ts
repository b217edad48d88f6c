/**
 * The same keys, other words: a translation typed with this misses no key and adds none.
 * Plural forms: English writes `key_one` and `key_other`; Chinese writes both too, alike.
 */
export type Translated<T> = { readonly [K in keyof T]: T[K] extends string ? string : Translated<T[K]> };
