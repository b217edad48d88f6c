import type { StreamSettings } from '../../contract/connections.ts';
import { headerKey } from './piece-file.ts';
import { columnsOf } from './stream-plan.ts';

/** Headers remembered per name of a stream. */
const keptHeaders = 8;

/** Headers of streams looked at lately, newest first: a new connection has not been synced when its mapping is saved. */
export class SeenHeaders {
  readonly #byStream = new Map<string, string[][]>();

  note(stream: string, columns: string[]): void {
    if (this.#byStream.size > 2_000) this.#byStream.clear();
    const others = (this.#byStream.get(stream) ?? []).filter((header) => headerKey(header) !== headerKey(columns));
    this.#byStream.set(stream, [columns, ...others].slice(0, keptHeaders));
  }

  /** Streams of different sources share names: the header meant is the newest that has all columns of the mapping. */
  of({ name, mapping }: StreamSettings): string[] | undefined {
    const used = Object.values(mapping).flatMap(columnsOf);
    return this.#byStream.get(name)?.find((header) => used.every((column) => header.includes(column)));
  }
}
