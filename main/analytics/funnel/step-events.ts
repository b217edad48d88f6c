import { EventMasks, hasBit, type SequenceView } from '../sequence/view.ts';
import type { FunnelScan } from './scan.ts';

/** Events of a person that serve any step of a scan, one after the other, without a copy. */
export class StepEvents {
  readonly #view: SequenceView;
  readonly #scan: Pick<FunnelScan, 'fromMs' | 'toMs' | 'only'>;
  readonly #masks: EventMasks;

  constructor(view: SequenceView, scan: Pick<FunnelScan, 'steps' | 'fromMs' | 'toMs' | 'only'>) {
    this.#view = view;
    this.#scan = scan;
    this.#masks = new EventMasks(view.nameCount, scan.steps);
  }

  /** From the first on, until one is taken. */
  find(person: number, take: (event: number) => boolean): void {
    const { offsets } = this.#view;
    const next = offsets[person + 1] as number;
    const allowed = this.#masks.allowedFor(person);
    for (let i = offsets[person] as number; i < next; i += 1) if (this.#isOne(i, allowed) && take(i)) return;
  }

  /** From the last back, until one is taken. */
  findLast(person: number, take: (event: number) => boolean): void {
    const { offsets } = this.#view;
    const first = offsets[person] as number;
    const allowed = this.#masks.allowedFor(person);
    for (let i = (offsets[person + 1] as number) - 1; i >= first; i -= 1)
      if (this.#isOne(i, allowed) && take(i)) return;
  }

  #isOne(event: number, allowed: number): boolean {
    const { times, names } = this.#view;
    const { fromMs, toMs } = this.#scan;
    const mask = (this.#masks.byNameTable[names[event] as number] as number) & allowed;
    if (mask === 0) return false;
    const time = times[event] as number;
    if (time < fromMs || time > toMs) return false;
    const only = this.#scan.only ?? null;
    if (only !== null && !hasBit(only, event)) return false;
    return !this.#masks.needsFilter(mask) || this.#masks.refine(mask, event) !== 0;
  }
}
