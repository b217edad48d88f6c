import { arraysIn, type Sequence, type SequenceArrays, sequenceBytes } from './sequence.ts';

/** Lines to be taken in, sorted by owner. */
export interface NewLines {
  owners: number[];
  times: number[];
  /** Numbers in the list of names of the outcome. */
  names: number[];
  orders: number[];
  products: number[];
}

/** The index with new lines taken in, each behind those that its owner has already: their order means nothing. */
export function mergeLines(
  from: SequenceArrays,
  added: NewLines,
  nameCount: number,
): Pick<Sequence, 'people' | 'events' | 'buffer'> & { products: SharedArrayBuffer } {
  const known = from.profileIds.length;
  const owners = new Set(added.owners);
  for (const id of from.profileIds) owners.delete(id);
  const shape = { people: known + owners.size, events: from.times.length + added.owners.length, nameCount };
  const buffer = new SharedArrayBuffer(sequenceBytes(shape));
  const products = new SharedArrayBuffer(shape.events * 4);
  const to = { ...arraysIn(buffer, shape), products: new Uint32Array(products) };
  let [old, next, owner, line] = [0, 0, 0, 0];
  const copy = (begin: number, end: number): void => {
    for (const key of ['times', 'names', 'rowIds'] as const) to[key].set(from[key].subarray(begin, end), line);
    if (from.products) to.products.set(from.products.subarray(begin, end), line);
    line += end - begin;
  };
  while (old < known || next < added.owners.length) {
    const id = Math.min(
      from.profileIds[old] ?? Number.POSITIVE_INFINITY,
      added.owners[next] ?? Number.POSITIVE_INFINITY,
    );
    to.profileIds[owner] = id;
    to.offsets[owner] = line;
    owner += 1;
    if (from.profileIds[old] === id) {
      copy(from.offsets[old] as number, from.offsets[old + 1] as number);
      old += 1;
    }
    for (; added.owners[next] === id; next += 1) {
      to.times[line] = added.times[next] as number;
      to.names[line] = added.names[next] as number;
      to.rowIds[line] = added.orders[next] as number;
      to.products[line] = added.products[next] as number;
      line += 1;
    }
  }
  to.offsets[owner] = line;
  return { people: shape.people, events: shape.events, buffer, products };
}
