import { isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import type { Encoding } from '../../../contract/imports.ts';

/**
 * Stands in decoded text where bytes could not be decoded. A lone low surrogate: no valid input of any encoding here
 * decodes to it, so it never hides a genuine U+FFFD.
 */
export const undecodableMark = '\udcff';

/** Decodes whole lines; a chunk never ends inside a character. */
export interface LineDecoder {
  decode(lines: Buffer): string;
  /** Whether any line so far held an `undecodableMark`. */
  isDirty(): boolean;
}

/** Bytes that end a line, where a chunk may be cut. */
export function lineEndIndex(bytes: Buffer, encoding: Encoding, newline: 'lf' | 'cr'): number {
  const code = newline === 'lf' ? 10 : 13;
  if (encoding === 'utf-16le' || encoding === 'utf-16be') {
    const needle = encoding === 'utf-16le' ? Buffer.from([code, 0]) : Buffer.from([0, code]);
    let at = bytes.lastIndexOf(needle);
    while (at >= 0 && at % 2 === 1) at = bytes.lastIndexOf(needle, at - 1);
    return at < 0 ? -1 : at + 2;
  }
  return bytes.lastIndexOf(code) + 1 || -1;
}

export function createDecoder(encoding: Encoding, newline: 'lf' | 'cr'): LineDecoder {
  let dirty = false;
  const strict = strictDecoder(encoding);
  const lenient = new TextDecoder(encoding, { ignoreBOM: true });
  return {
    decode(lines) {
      const text = strict(lines);
      if (text !== null) return text;
      dirty = true;
      return splitLines(lines, encoding, newline)
        .map((line) => strict(line) ?? markedLine(lenient, line))
        .join('');
    },
    isDirty: () => dirty,
  };
}

/** The text, or null when some byte is invalid. */
function strictDecoder(encoding: Encoding): (bytes: Buffer) => string | null {
  if (encoding === 'utf-8') return (bytes) => (isUtf8(bytes) ? bytes.toString('utf8') : null);
  if (encoding === 'utf-16le' || encoding === 'utf-16be') {
    return (bytes) => {
      const ordered = encoding === 'utf-16le' || bytes.length % 2 === 1 ? bytes : Buffer.from(bytes).swap16();
      const text = ordered.toString('utf16le');
      return bytes.length % 2 === 0 && text.isWellFormed() ? text : null;
    };
  }
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  return (bytes) => {
    try {
      return decoder.decode(bytes);
    } catch {
      return null;
    }
  };
}

/** A line with bad bytes: readable where it can be, marked at least once. */
function markedLine(lenient: TextDecoder, line: Buffer): string {
  const text = lenient.decode(line).replaceAll('\ufffd', undecodableMark);
  if (text.includes(undecodableMark)) return text;
  const end = text.search(/[\r\n]*$/);
  return text.slice(0, end) + undecodableMark + text.slice(end);
}

function splitLines(bytes: Buffer, encoding: Encoding, newline: 'lf' | 'cr'): Buffer[] {
  const code = newline === 'lf' ? 10 : 13;
  const isWide = encoding === 'utf-16le' || encoding === 'utf-16be';
  const lines: Buffer[] = [];
  let start = 0;
  if (isWide) {
    const lowAt = encoding === 'utf-16le' ? 0 : 1;
    for (let at = 0; at + 1 < bytes.length; at += 2) {
      if (bytes[at + lowAt] !== code || bytes[at + 1 - lowAt] !== 0) continue;
      lines.push(bytes.subarray(start, at + 2));
      start = at + 2;
    }
  } else {
    for (let at = bytes.indexOf(code); at >= 0; at = bytes.indexOf(code, start)) {
      lines.push(bytes.subarray(start, at + 1));
      start = at + 1;
    }
  }
  if (start < bytes.length) lines.push(bytes.subarray(start));
  return lines;
}
