/** Rough width of a label at 12 px: Chinese is as wide as high, Latin and digits a little over half. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += /[\u2e80-\uffef]/.test(character) ? 12 : 7.2;
  return width;
}

/** As much of a text as fits into so many pixels, with an ellipsis where it was cut; empty where hardly any does. */
export function fitted(text: string, room: number): string {
  if (textWidth(text) <= room) return text;
  let kept = '';
  for (const character of text) {
    if (textWidth(`${kept}${character}…`) > room) break;
    kept += character;
  }
  // Less than a syllable says nothing.
  return textWidth(kept) < 20 ? '' : `${kept.trimEnd()}…`;
}
