/** Roughly how wide a text is drawn: a Chinese character takes an em, capitals and figures two thirds, the rest less. */
export function widthOf(text: string, fontSize: number): number {
  let ems = 0;
  for (const sign of text) ems += sign > '\u2e7f' ? 1 : /[A-Z0-9%@&]/.test(sign) ? 0.68 : 0.56;
  return ems * fontSize;
}
