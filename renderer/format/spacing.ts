const hanThenLatin = /(\p{Script=Han})([A-Za-z0-9£$€¥+\u2212-])/gu;
const latinThenHan = /([A-Za-z0-9%])(\p{Script=Han})/gu;

/**
 * A thin space (U+2009) where Chinese meets Latin letters or digits, for text drawn in charts. Text of the page gets
 * it from the style sheet (`text-autospace`). Dates keep their digits close: `2011年11月` stays as it is.
 */
export function thinSpaced(text: string): string {
  return text
    .replace(hanThenLatin, (whole, han: string, latin: string) => (dateWord.test(han) ? whole : `${han}\u2009${latin}`))
    .replace(latinThenHan, (whole, latin: string, han: string) =>
      dateWord.test(han) ? whole : `${latin}\u2009${han}`,
    );
}

const dateWord = /[年月日时分周万亿]/u;
