/** Rough width of a label at 12 px: Chinese is as wide as high, Latin and digits a little over half. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += /[\u2e80-\uffef]/.test(character) ? 12 : 7.2;
  return width;
}
