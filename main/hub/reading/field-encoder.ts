import type { FieldValue } from '../../connectors/files/index.ts';
import type { SentColumn } from './row-batch.ts';
import { WordTable } from './word-table.ts';

/** A field counts as words as long as they repeat: judged after so many rows, by the share that was new. */
const judgedAfter = 8_192;
const newShare = 0.6;

/**
 * Encodes one field batch by batch. A text that comes up again is sent as a number: it need not be made anew on the
 * other side, and is found by its address in every map there.
 */
export class FieldEncoder {
  readonly #maxWords: number;
  #codes: WordTable | null = new WordTable();
  #seen = 0;

  /** @param maxWords different texts remembered; with more the field's texts are sent as they are */
  constructor(maxWords: number) {
    this.#maxWords = maxWords;
  }

  encode(rows: readonly (readonly FieldValue[])[], index: number): SentColumn {
    const first = rows[0]?.[index] ?? null;
    let row = 1;
    while (row < rows.length && (rows[row]?.[index] ?? null) === first) row += 1;
    if (row >= rows.length) return { kind: 'constant', value: first };
    const kind = kindOf(rows, index);
    if (kind === 'number') return this.#numbers(rows, index);
    if (kind === 'mixed') return { kind, values: rows.map((values) => values[index] ?? null) };
    return this.#codes ? this.#words(this.#codes, rows, index) : this.#texts(rows, index);
  }

  #numbers(rows: readonly (readonly FieldValue[])[], index: number): SentColumn {
    const values = new Float64Array(rows.length);
    for (let row = 0; row < rows.length; row += 1) {
      values[row] = ((rows[row] as FieldValue[])[index] as number | null | undefined) ?? Number.NaN;
    }
    return { kind: 'numbers', values };
  }

  #words(known: WordTable, rows: readonly (readonly FieldValue[])[], index: number): SentColumn {
    const codes = new Int32Array(rows.length);
    const texts: string[] = [];
    for (let row = 0; row < rows.length; row += 1) {
      const text = (rows[row] as FieldValue[])[index] as string | null | undefined;
      if (text === null || text === undefined) {
        codes[row] = -1;
        continue;
      }
      const size = known.size;
      const code = known.codeOf(text);
      if (code === size) texts.push(text);
      codes[row] = code;
    }
    this.#seen += rows.length;
    const isNew = this.#seen <= judgedAfter * 2 && this.#seen >= judgedAfter && known.size > this.#seen * newShare;
    if (known.size > this.#maxWords || (isNew && this.#maxWords <= fewWords)) this.#codes = null;
    return { kind: 'words', codes, texts };
  }

  #texts(rows: readonly (readonly FieldValue[])[], index: number): SentColumn {
    const lengths = new Int32Array(rows.length);
    const texts: string[] = [];
    for (let row = 0; row < rows.length; row += 1) {
      const value = (rows[row] as FieldValue[])[index] as string | null | undefined;
      lengths[row] = value === null || value === undefined ? -1 : value.length;
      if (value) texts.push(value);
    }
    return { kind: 'texts', text: texts.join(''), lengths };
  }
}

/** Different texts remembered of an ordinary field, and of one that tells customers apart. */
export const fewWords = 20_000;
export const manyWords = 300_000;

function kindOf(rows: readonly (readonly FieldValue[])[], index: number): 'number' | 'text' | 'mixed' {
  let hasNumber = false;
  let hasText = false;
  for (let row = 0; row < rows.length; row += 1) {
    const value = (rows[row] as FieldValue[])[index];
    if (typeof value === 'string') hasText = true;
    else if (typeof value === 'number') hasNumber = true;
  }
  return hasNumber && hasText ? 'mixed' : hasText ? 'text' : 'number';
}
