import type { FieldValue } from '../connectors/files/index.ts';
import { contentHash } from './content-hash.ts';

/**
 * Keys for rows that bring none: the n-th row of one content has the n-th key of it, so that exact repeats stay and a
 * second import adds nothing.
 */
export class ContentKeys {
  readonly #counts = new Map<number, number>();

  keyOf(values: readonly FieldValue[]): string {
    const hash = contentHash(values);
    const ordinal = (this.#counts.get(hash) ?? 0) + 1;
    this.#counts.set(hash, ordinal);
    return `#${hash.toString(36)}.${ordinal}`;
  }
}
