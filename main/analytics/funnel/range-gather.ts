import { Gather } from '../sequence/gather.ts';
import { EventMasks, type EventMatcher, type SequenceView } from '../sequence/view.ts';
import type { FunnelScan } from './scan.ts';

/** Finds a person's events of some matchers in the range of a scan. */
export class RangeGather {
  readonly #view: SequenceView;
  readonly #scan: Pick<FunnelScan, 'fromMs' | 'toMs' | 'only'>;
  readonly #masks: EventMasks;
  readonly #gather: Gather;

  /** @param byName by name: the one of the matchers that it is for */
  constructor(
    view: SequenceView,
    scan: Pick<FunnelScan, 'fromMs' | 'toMs' | 'only'>,
    { matchers, byName }: { matchers: readonly EventMatcher[]; byName: Uint8Array },
  ) {
    this.#view = view;
    this.#scan = scan;
    this.#masks = new EventMasks(view.nameCount, matchers);
    this.#gather = new Gather(view, { matchers, byName, only: scan.only ?? null });
  }

  /** Positions of the events, in order, as many as `take` has told. */
  get at(): Uint32Array {
    return this.#gather.at;
  }

  /** @returns how many events there are in `at` */
  take(person: number): number {
    const { offsets, times } = this.#view;
    const { fromMs, toMs } = this.#scan;
    const allowed = this.#masks.allowedFor(person);
    const count = this.#gather.take(offsets[person] as number, offsets[person + 1] as number, allowed);
    const { at } = this.#gather;
    if (count === 0) return 0;
    if ((times[at[0] as number] as number) >= fromMs && (times[at[count - 1] as number] as number) <= toMs)
      return count;
    let kept = 0;
    for (let j = 0; j < count; j += 1) {
      const event = at[j] as number;
      const time = times[event] as number;
      at[kept] = event;
      kept += time >= fromMs && time <= toMs ? 1 : 0;
    }
    return kept;
  }
}
