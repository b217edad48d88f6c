/** Fonts a page may use, by their address, as text that can stand inside a drawing. */
const fetched = new Map<string, Promise<string>>();

/**
 * The style sheet that a drawing needs to look alike wherever it is opened: those pieces of the page's own fonts that
 * the text has signs of, written into it. A picture may load nothing from elsewhere.
 */
export async function fontsOf(text: string): Promise<string> {
  const signs = [...new Set(text)].map((sign) => sign.codePointAt(0) ?? 0);
  const faces = [...document.styleSheets].flatMap((sheet) => [...rulesOf(sheet)]).filter(isFace);
  const wanted = faces.filter((face) => {
    const ranges = rangesOf(face.style.getPropertyValue('unicode-range'));
    return signs.some((sign) => ranges.some(([from, to]) => from <= sign && sign <= to));
  });
  const rules = await Promise.all(wanted.map(embedded));
  return rules.join('\n');
}

const isFace = (rule: CSSRule): rule is CSSFontFaceRule => rule instanceof CSSFontFaceRule;

function rulesOf(sheet: CSSStyleSheet): Iterable<CSSRule> {
  try {
    return sheet.cssRules;
  } catch {
    // A sheet of another origin, such as that of a browser extension.
    return [];
  }
}

/** Without a range a face is for every sign. */
export function rangesOf(text: string): [number, number][] {
  if (text.trim() === '') return [[0, 0x10ffff]];
  return text.split(',').map((part): [number, number] => {
    const [from = '', to] = part.trim().replace(/^u\+/i, '').split('-');
    if (to !== undefined) return [Number.parseInt(from, 16), Number.parseInt(to, 16)];
    return [Number.parseInt(from.replaceAll('?', '0'), 16), Number.parseInt(from.replaceAll('?', 'f'), 16)];
  });
}

async function embedded({ style, parentStyleSheet }: CSSFontFaceRule): Promise<string> {
  const source = /url\(["']?([^"')]+)["']?\)/.exec(style.getPropertyValue('src'))?.[1];
  if (source === undefined) return '';
  const address = new URL(source, parentStyleSheet?.href ?? document.baseURI).href;
  let known = fetched.get(address);
  if (!known) {
    known = fetch(address).then(async (response) => base64(new Uint8Array(await response.arrayBuffer())));
    known.catch(() => fetched.delete(address));
    fetched.set(address, known);
  }
  const property = (name: string) => {
    const value = style.getPropertyValue(name);
    return value === '' ? '' : `${name}:${value};`;
  };
  const kept = ['font-family', 'font-weight', 'font-style', 'unicode-range'].map(property).join('');
  return `@font-face{${kept}src:url(data:font/woff2;base64,${await known}) format("woff2");}`;
}

function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}
