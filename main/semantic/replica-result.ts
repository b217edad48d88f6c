import native from '@cubejs-backend/native';
import type { Columnar, TransformRequest } from './final-result.ts';

/** A result cut by a limit: rows shown, rows there are. */
export interface Truncation {
  shown: number;
  total: number;
}

type Root = Record<string, unknown>;

/** A result of the replica in the shape that Cube's gateway carries to its final form. */
export class ReplicaResult {
  readonly isWrapper = true;
  readonly #columnar: Columnar;
  readonly #finish: (root: Root) => Root;
  readonly #extra: object;
  #transform: object = {};
  #root: Root = {};

  /**
   * @param finish completes the answer's root: words in the reader's language, currency, truncation
   * @param extra for who makes the final form, where that is not the add-on
   */
  constructor(columnar: Columnar, finish: (root: Root) => Root, extra: Pick<TransformRequest, 'hasNoBareTimes'> = {}) {
    this.#columnar = columnar;
    this.#finish = finish;
    this.#extra = extra;
  }

  /** First row as an object; the gateway reads a total from it. */
  get 0(): Root | undefined {
    const { members, columns } = this.#columnar;
    if (!columns[0]?.length) return undefined;
    return Object.fromEntries(members.map((member, index) => [member, columns[index]?.[0]]));
  }

  getRawData(): unknown[] {
    return [isNativeInUse ? Buffer.from(JSON.stringify(this.#columnar)) : this.#columnar];
  }

  setTransformData(transform: object): void {
    this.#transform = isNativeInUse ? transform : { ...transform, ...this.#extra };
  }

  getTransformData(): object[] {
    return [this.#transform];
  }

  setRootResultObject(root: Root): void {
    this.#root = this.#finish(root);
  }

  getRootResultObject(): Root[] {
    return [this.#root];
  }

  getResults(): ReplicaResult[] {
    return [this];
  }

  getFinalResult(): Promise<ArrayBuffer> {
    return native.getFinalQueryResult(this.#transform, this.getRawData()[0], this.#root);
  }
}

let isNativeInUse = false;

/** Says who reads raw data: the add-on wants JSON bytes, the fallback takes the columns as they are. */
export function setNativeInUse(isInUse: boolean): void {
  isNativeInUse = isInUse;
}
