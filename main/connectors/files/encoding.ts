import { isAscii, isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import { AppError } from '../../../contract/errors.ts';
import type { Encoding } from '../../../contract/imports.ts';

export interface EncodingGuess {
  encoding: Encoding;
  /** Bytes of the byte order mark, 0 without one. */
  bomBytes: number;
  /** False where bytes alone cannot tell; the reader is then asked to look. */
  isCertain: boolean;
  /** Nothing speaks for this encoding either: it is only there to show something. */
  isUnknown?: boolean;
}

const signatures: [kind: string, bytes: string][] = [
  ['ZIP/XLSX', 'PK\u0003\u0004'],
  ['PDF', '%PDF-'],
  ['XLS', '\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1'],
  ['PNG', '\u0089PNG\r\n'],
  ['JPEG', '\u00ff\u00d8\u00ff'],
  ['SQLite', 'SQLite format 3\u0000'],
  ['Parquet', 'PAR1'],
  ['7z', '7z\u00bc\u00af\u0027\u001c'],
  ['RAR', 'Rar!\u001a\u0007'],
  ['bzip2', 'BZh91AY&SY'],
  ['xz', '\u00fd7zXZ\u0000'],
];

/** A page in the place of a file: what a server answers that is down or wants somebody to sign in, and some "workbooks". */
const htmlStart =
  /^(?:\u00ef\u00bb\u00bf)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?<(?:!doctype\s+html|(?:html|head|body|meta|table)[\s>])/i;

/**
 * Encoding of a file by the first bytes of it: BOM, strict UTF-8, zero bytes of UTF-16, GB18030, else a guess.
 * Fails with `import/not-text` for anything that is no text.
 *
 * @param head the file's first bytes; a character may be cut off at the end unless `isWhole`
 */
export function detectEncoding(head: Buffer, isWhole: boolean): EncodingGuess {
  const start = head.toString('latin1', 0, 16);
  for (const [kind, bytes] of signatures) if (start.startsWith(bytes)) throw notText(kind);
  if (htmlStart.test(head.toString('latin1', 0, 512))) throw notText('HTML');
  if (start.startsWith('\u00ff\u00fe\u0000\u0000') || start.startsWith('\u0000\u0000\u00fe\u00ff'))
    throw notText('UTF-32');
  if (start.startsWith('\u00ef\u00bb\u00bf')) return { encoding: 'utf-8', bomBytes: 3, isCertain: true };
  if (start.startsWith('\u00ff\u00fe')) return { encoding: 'utf-16le', bomBytes: 2, isCertain: true };
  if (start.startsWith('\u00fe\u00ff')) return { encoding: 'utf-16be', bomBytes: 2, isCertain: true };
  if (start.startsWith('\u0084\u0031\u0095\u0033')) return { encoding: 'gb18030', bomBytes: 4, isCertain: true };
  if (head.includes(0)) {
    const encoding = utf16Without(head);
    if (!encoding) throw notText('NUL');
    return { encoding, bomBytes: 0, isCertain: true };
  }
  if (isUtf8(wholeCharacters(head, isWhole))) return { encoding: 'utf-8', bomBytes: 0, isCertain: true };
  if (isNearlyUtf8(wholeLines(head, isWhole))) return { encoding: 'utf-8', bomBytes: 0, isCertain: true };
  const binaryShare = head.reduce(
    (sum, byte) => sum + (byte < 32 && (byte < 9 || byte > 13) && byte !== 27 ? 1 : 0),
    0,
  );
  if (binaryShare > head.length * 0.02) throw notText('binary');
  return gb18030OrLatin(wholeLines(head, isWhole));
}

/** Whether the given encoding can be that of these bytes; used for an encoding the user asked for. */
export function bomLength(head: Buffer, encoding: Encoding): number {
  const boms: Record<Encoding, string> = {
    'utf-8': '\u00ef\u00bb\u00bf',
    'utf-16le': '\u00ff\u00fe',
    'utf-16be': '\u00fe\u00ff',
    gb18030: '\u0084\u0031\u0095\u0033',
    'windows-1252': '\u0000',
  };
  const bom = boms[encoding];
  return head.toString('latin1', 0, bom.length) === bom ? bom.length : 0;
}

function notText(kind: string): AppError {
  return new AppError('import/not-text', { params: { kind } });
}

/** Without the last character when the sample cuts through it. */
function wholeCharacters(head: Buffer, isWhole: boolean): Buffer {
  if (isWhole) return head;
  let end = head.length;
  // Back over at most three continuation bytes to the lead byte.
  for (let back = 1; back <= 4 && back <= head.length; back += 1) {
    const byte = head[head.length - back] ?? 0;
    if (byte < 0x80) break;
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      if (needed > back) end = head.length - back;
      break;
    }
  }
  return head.subarray(0, end);
}

/** Up to the last line end: the byte 0x0A is part of no other character in UTF-8 and GB18030. */
function wholeLines(head: Buffer, isWhole: boolean): Buffer {
  if (isWhole) return head;
  const end = Math.max(head.lastIndexOf(10), head.lastIndexOf(13));
  return end < 0 ? head : head.subarray(0, end + 1);
}

/** Nine of ten lines that are not plain ASCII are valid: a UTF-8 file with some damaged lines, which are kept apart. */
function isNearlyUtf8(lines: Buffer): boolean {
  let valid = 0;
  let broken = 0;
  for (let start = 0; start < lines.length; ) {
    const found = lines.indexOf(10, start);
    const end = found < 0 ? lines.length : found;
    const line = lines.subarray(start, end);
    if (!isUtf8(line)) broken += 1;
    else if (!isAscii(line)) valid += 1;
    start = end + 1;
  }
  return valid >= broken * 9;
}

/** UTF-16 without a BOM shows by zero bytes on one side: line ends, digits and delimiters are below U+0100. */
function utf16Without(head: Buffer): Encoding | null {
  let zeroEven = 0;
  let zeroOdd = 0;
  const pairs = Math.floor(head.length / 2);
  for (let at = 0; at < pairs * 2; at += 2) {
    if (head[at] === 0) zeroEven += 1;
    if (head[at + 1] === 0) zeroOdd += 1;
  }
  const enough = pairs * 0.05;
  if (zeroOdd > enough && zeroEven === 0) return 'utf-16le';
  if (zeroEven > enough && zeroOdd === 0) return 'utf-16be';
  return null;
}

/**
 * GB18030 when all bytes are valid in it and most of its two-byte characters lie in the area of everyday hanzi; text
 * in Latin letters with accents is often valid GB18030 too, but its high bytes are followed by ASCII letters.
 */
function gb18030OrLatin(lines: Buffer): EncodingGuess {
  let everyday = 0;
  let other = 0;
  let highBytes = 0;
  for (let at = 0; at < lines.length; at += 1) {
    const lead = lines[at] ?? 0;
    if (lead < 0x80) continue;
    highBytes += 1;
    const trail = lines[at + 1] ?? 0;
    // Four bytes: signs like ¥ and rare hanzi; they speak neither for nor against.
    const isFour = trail >= 0x30 && trail <= 0x39 && (lines[at + 2] ?? 0) >= 0x81;
    if (trail >= 0xa1 && lead >= 0xa1 && lead <= 0xf7) everyday += 1;
    else if (!isFour) other += 1;
    at += isFour ? 3 : 1;
  }
  let isValid = true;
  try {
    new TextDecoder('gb18030', { fatal: true }).decode(lines);
  } catch {
    isValid = false;
  }
  if (isValid && everyday >= other)
    return { encoding: 'gb18030', bomBytes: 0, isCertain: everyday >= 8 && everyday > other * 4 };
  // Broken UTF-8 or GB18030 has few bad places; its bytes are still mostly of that kind.
  if (!isValid && highBytes > 0 && everyday > other * 4) return { encoding: 'gb18030', bomBytes: 0, isCertain: false };
  return { encoding: 'windows-1252', bomBytes: 0, isCertain: false, isUnknown: !isWestern(lines) };
}

const asciiLetter = (byte: number): boolean => (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);
/** À to ÿ, without the signs × and ÷ and the letters of Icelandic, in whose places other alphabets have frequent ones. */
const westernLetter = (byte: number): boolean =>
  (byte >= 0xc0 && ![0xd0, 0xd7, 0xdd, 0xde, 0xf0, 0xf7, 0xfd, 0xfe].includes(byte)) || byte === 0x8c || byte === 0x9c;
/** Š, Ž, š, ž and Ÿ are rare in Western Europe, and in their places Mac Roman has ä, é, ö, û and ü. */
const rareLetters = new Set([0x8a, 0x8e, 0x9a, 0x9e, 0x9f]);
/** Õ, Û, õ and û, which are Ő, Ű, ő and ű in the code page of Hungarian. */
const hungarianPlaces = new Set([0xd5, 0xdb, 0xf5, 0xfb]);
/** What Portuguese and French have beside õ and û, and Hungarian has not: à, â, ã, ç, è, ê, î and ô. */
const romanceLetters = new Set([0xe0, 0xe2, 0xe3, 0xe7, 0xe8, 0xea, 0xee, 0xf4].flatMap((byte) => [byte, byte - 0x20]));
const apostrophes = new Set([0x92, 0xb4, 0xad, 0xb7]);
const undefinedBytes = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d]);

/**
 * Whether high bytes stand as in the languages of Western Europe: letters with accents alone or in pairs, and signs
 * (£, ®, quotes, dashes) between words. In other alphabets they follow each other, or have signs inside words.
 */
function isWestern(lines: Buffer): boolean {
  let letters = 0;
  let odd = 0;
  let run = 0;
  let isHungarian = false;
  let isRomance = false;
  const isLetter = (byte: number): boolean => asciiLetter(byte) || westernLetter(byte) || rareLetters.has(byte);
  for (let at = 0; at < lines.length; at += 1) {
    const byte = lines[at] ?? 0;
    if (byte < 0x80) {
      run = 0;
      continue;
    }
    if (undefinedBytes.has(byte)) return false;
    isHungarian ||= hungarianPlaces.has(byte);
    isRomance ||= romanceLetters.has(byte);
    const [before, after] = [lines[at - 1] ?? 0, lines[at + 1] ?? 0];
    // Œ is å in Mac Roman; in French it mostly stands before a u.
    const isMacLetter = byte === 0x8c && isLetter(after) && after !== 0x55 && after !== 0x75;
    if (rareLetters.has(byte)) {
      if (isLetter(before) || isLetter(after)) odd += 1;
      run = 0;
      continue;
    }
    if (isMacLetter) odd += 1;
    if (westernLetter(byte)) {
      letters += 1;
      run += 1;
      if (run > 2) odd += 1;
      continue;
    }
    run = 0;
    if (asciiLetter(before) && asciiLetter(after) && !apostrophes.has(byte)) odd += 1;
  }
  return odd * 20 <= letters && (isRomance || !isHungarian);
}
