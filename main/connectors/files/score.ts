import { foldWidth } from './numbers.ts';

/** A number with its meaning in words behind it, as survey programs write the ends of a scale. */
const worded =
  /^(\d{1,3}(?:\.\d{1,3})?)\s*(?:(?:[-–—:：=]|\.\s)\s*\D.*|\(.*\)|stars?|points?|[星分颗].*|\/\s*(?:5|7|10|100)|\p{L}[\p{L}\s'’,]*)$/iu;
const stars = /^(?:[★⭐🌟]\ufe0f?)+[☆✩]*$/u;

/**
 * The number a score says in words or stars: `10 - Extremely likely`, `4 stars`, `5分`, `4/5`, `★★★☆☆`; null = none.
 * Plain numbers are not read here.
 */
export function readScore(text: string): string | null {
  if (text.length > 120) return null;
  const body = foldWidth(text).trim();
  if (stars.test(body))
    return String([...body].filter((sign) => sign === '★' || sign === '⭐' || sign === '🌟').length);
  return worded.exec(body)?.[1] ?? null;
}
