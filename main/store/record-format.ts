/** The format of a record (https://www.sqlite.org/fileformat2.html, section 2.1): serial types and varints. */

export const twoTo32 = 4_294_967_296;
/**
 * Characters of a text that is looked at here, one by one. A longer one is often a piece of a larger text, of which each
 * single character is told only by way of that: the runtime measures and writes it in an eighth of the time.
 */
export const shortText = 12;

/** Serial type: null 0, integers of 1, 2, 3, 4 and 8 bytes 1 to 6, a double 7, the numbers 0 and 1 themselves 8 and 9. */
export function numberType(value: number): number {
  // A number that is none is null, as when it is bound.
  if (!Number.isInteger(value)) return Number.isNaN(value) ? 0 : 7;
  if (value === 0) return 8;
  if (value === 1) return 9;
  if (value >= -0x80 && value < 0x80) return 1;
  if (value >= -0x8000 && value < 0x8000) return 2;
  if (value >= -0x80_0000 && value < 0x80_0000) return 3;
  if (value >= -0x8000_0000 && value < 0x8000_0000) return 4;
  return Number.isSafeInteger(value) ? 6 : 7;
}

export function numberBytes(type: number): number {
  if (type < 5) return type;
  return type < 8 ? 8 : 0;
}

/** Nearly every text is ASCII: then it has as many bytes as characters. */
export function utf8Bytes(text: string): number {
  const { length } = text;
  if (length > shortText) return Buffer.byteLength(text);
  for (let index = 0; index < length; index += 1) {
    if (text.charCodeAt(index) > 0x7f) return Buffer.byteLength(text);
  }
  return length;
}

export function varintBytes(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x20_0000) return 3;
  return value < 0x1000_0000 ? 4 : 5;
}

/** A number below 2³¹ in seven bits a byte, the high ones first. Result: the place behind it. */
export function writeVarint(bytes: Uint8Array, at: number, value: number): number {
  let position = at;
  if (value >= 0x80) {
    if (value >= 0x4000) {
      if (value >= 0x20_0000) {
        if (value >= 0x1000_0000) bytes[position++] = 0x80 | (value >> 28);
        bytes[position++] = 0x80 | (value >> 21);
      }
      bytes[position++] = 0x80 | (value >> 14);
    }
    bytes[position++] = 0x80 | (value >> 7);
  }
  bytes[position++] = value & 0x7f;
  return position;
}

export function writeWord(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >> 24;
  bytes[at + 1] = value >> 16;
  bytes[at + 2] = value >> 8;
  bytes[at + 3] = value;
}
