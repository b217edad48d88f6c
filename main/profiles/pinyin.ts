/** Common characters: the CJK block, read once when first needed. */
const firstCharacter = 0x4e00;
const lastCharacter = 0x9fa5;
/** Characters read before others have their turn on this thread: some 10 ms. */
const atOnce = 400;
/** Ways of cutting letters into syllables that are looked at. */
const maxReadings = 40;
const longestSyllable = 6;
/** Names of up to as many characters are found by their initials alone, mixed with syllables or not. */
const mostInitials = 3;

let syllables: Promise<ReadonlyMap<string, string>> | null = null;

/**
 * A pattern for Chinese names that sound like Latin letters: `wangfang`, `wang fang` and `wf` find 王芳.
 *
 * @returns null when the text cannot be read as pinyin
 */
export async function pinyinPattern(text: string): Promise<string | null> {
  const letters = text.toLowerCase().replace(/[\s'’]/g, '');
  if (!/^[a-zü]{2,30}$/.test(letters)) return null;
  syllables ??= readSyllables();
  const table = await syllables;
  const readings = readingsOf(letters, table);
  // Few parts are what is meant: eight letters are two syllables, and no name of eight characters.
  const fewest = Math.min(...readings.map((parts) => parts.length));
  const meant = readings.filter((parts) => parts.length <= Math.max(fewest + 1, mostInitials));
  return meant.length === 0 ? null : meant.map((parts) => parts.join('')).join('|');
}

/** Each reading as classes of characters; an initial stands for any syllable that begins with it. */
function readingsOf(letters: string, table: ReadonlyMap<string, string>): string[][] {
  const found: string[][] = [];
  const extend = (at: number, parts: string[]): void => {
    if (found.length >= maxReadings) return;
    if (at === letters.length) {
      found.push(parts);
      return;
    }
    for (let length = Math.min(longestSyllable, letters.length - at); length > 0; length -= 1) {
      const characters = table.get(letters.slice(at, at + length));
      if (characters) extend(at + length, [...parts, `[${characters}]`]);
    }
  };
  extend(0, []);
  return found;
}

/** Characters by syllable without tone, and by first letter. */
async function readSyllables(): Promise<ReadonlyMap<string, string>> {
  const { pinyin } = await import('pinyin-pro');
  const table = new Map<string, string>();
  const add = (key: string, character: string): void => {
    const known = table.get(key) ?? '';
    if (!known.includes(character)) table.set(key, known + character);
  };
  for (let code = firstCharacter; code <= lastCharacter; code += 1) {
    if ((code - firstCharacter) % atOnce === 0) await new Promise((resolve) => setImmediate(resolve));
    const character = String.fromCodePoint(code);
    for (const syllable of pinyin(character, { toneType: 'none', type: 'array', multiple: true, surname: 'all' })) {
      const plain = syllable.toLowerCase();
      if (!/^[a-zü]+$/.test(plain)) continue;
      add(plain, character);
      add(plain.slice(0, 1), character);
    }
  }
  return table;
}
