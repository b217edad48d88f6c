/**
 * What the customer-base models know of one customer. Time is in the model's unit (weeks are days / 7).
 */
export interface PurchaseHistory {
  /** Repeat purchases: distinct days with a purchase, minus the first. */
  frequency: number;
  /** From the first to the last purchase; 0 for a customer who bought on one day only. */
  recency: number;
  /** From the first purchase to the day of the analysis. */
  T: number;
  /** Mean value of the repeat days (the first day left out), in major units; null without a repeat. */
  monetary?: number | null;
}

/** Customers with equal histories, counted once: the likelihood is a sum over groups, not over people. */
export interface GroupedHistories {
  size: number;
  /** People in all groups together. */
  people: number;
  frequency: Float64Array;
  recency: Float64Array;
  T: Float64Array;
  weight: Float64Array;
  /** Group of each customer, in the order given. */
  groupOf: Uint32Array;
  /** The largest frequency: the length of tables by frequency. */
  maxFrequency: number;
}

/** Groups equal (frequency, recency, T) triples; the order of groups is that of first appearance. */
export function groupHistories(customers: readonly PurchaseHistory[]): GroupedHistories {
  const groups = new Map<string, number>();
  const frequency: number[] = [];
  const recency: number[] = [];
  const T: number[] = [];
  const weight: number[] = [];
  const groupOf = new Uint32Array(customers.length);
  let maxFrequency = 0;
  customers.forEach((customer, index) => {
    const key = `${customer.frequency} ${customer.recency} ${customer.T}`;
    let group = groups.get(key);
    if (group === undefined) {
      group = groups.size;
      groups.set(key, group);
      frequency.push(customer.frequency);
      recency.push(customer.recency);
      T.push(customer.T);
      weight.push(0);
      maxFrequency = Math.max(maxFrequency, customer.frequency);
    }
    weight[group] = (weight[group] as number) + 1;
    groupOf[index] = group;
  });
  return {
    size: groups.size,
    people: customers.length,
    frequency: Float64Array.from(frequency),
    recency: Float64Array.from(recency),
    T: Float64Array.from(T),
    weight: Float64Array.from(weight),
    groupOf,
    maxFrequency,
  };
}

/** Every n-th group, so that at most so many remain: they tell the way as well as all; null when there are few anyway. */
export function sampleOf(histories: GroupedHistories, most: number): GroupedHistories | null {
  const step = Math.ceil(histories.size / most);
  if (step < 2) return null;
  const pick = (values: Float64Array): Float64Array => values.filter((_, index) => index % step === 0);
  const weight = pick(histories.weight);
  const people = weight.reduce((sum, count) => sum + count, 0);
  const { recency, T, frequency } = histories;
  return {
    ...histories,
    size: weight.length,
    people,
    weight,
    frequency: pick(frequency),
    recency: pick(recency),
    T: pick(T),
  };
}
