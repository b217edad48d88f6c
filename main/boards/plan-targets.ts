import type { PlanTarget } from '../../contract/boards.ts';
import type { MetadataStore } from '../ports/metadata-store.ts';

/** Targets of measures, typed by month and dimension. */
export interface PlanTargets {
  /** By measure, month, dimension and value. */
  list(): PlanTarget[];
  /** Puts these in the place of all targets of the measure. */
  replace(measure: string, targets: readonly Omit<PlanTarget, 'measure'>[]): Promise<void>;
}

export function createPlanTargets(store: MetadataStore): PlanTargets {
  return {
    list: () =>
      store
        .all('SELECT measure, month, member, value, amount FROM plan_targets ORDER BY measure, month, member, value')
        .map((row) => ({
          measure: String(row.measure),
          month: String(row.month),
          member: String(row.member),
          value: String(row.value),
          amount: Number(row.amount),
        })),
    replace: (measure, targets) =>
      store.run([
        { sql: 'DELETE FROM plan_targets WHERE measure = ?', params: [measure] },
        ...targets.map(({ month, member, value, amount }) => ({
          sql: 'INSERT OR REPLACE INTO plan_targets (measure, month, member, value, amount) VALUES (?, ?, ?, ?, ?)',
          params: [measure, month, member, value, amount],
        })),
      ]),
  };
}
