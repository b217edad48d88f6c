import type { CalendarDay } from '../../../contract/deliveries.ts';
import { latePackage } from '../../ports/late-package.ts';
import type { MetadataStore } from '../../ports/metadata-store.ts';

const chineseDays = latePackage<typeof import('chinese-days')>(import.meta.url, 'chinese-days');

/** The last day of the official calendar that this version of the package knows. */
export const officialUpTo = '2026-12-31';

/** Which days are worked: the official Chinese calendar with its moved weekends, and what the workspace entered. */
export class WorkCalendar {
  readonly #store: MetadataStore;

  constructor(store: MetadataStore) {
    this.#store = store;
  }

  days(): CalendarDay[] {
    return this.#store
      .all('SELECT day, is_working, note FROM calendar_days ORDER BY day')
      .map((row) => ({ day: String(row.day), isWorking: row.is_working === 1, note: String(row.note) }));
  }

  async replace(days: readonly CalendarDay[]): Promise<void> {
    await this.#store.run([
      { sql: 'DELETE FROM calendar_days', params: [] },
      ...days.map(({ day, isWorking, note }) => ({
        sql: 'INSERT OR REPLACE INTO calendar_days (day, is_working, note) VALUES (?, ?, ?)',
        params: [day, isWorking ? 1 : 0, note],
      })),
    ]);
  }

  /** @param day local, `YYYY-MM-DD` */
  isWorking(day: string, rule: 'every' | 'weekdays' | 'china'): boolean {
    if (rule === 'every') return true;
    const own = this.days().find((one) => one.day === day);
    if (own) return own.isWorking;
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
    const isWeekday = weekday >= 1 && weekday <= 5;
    // After the last official year nobody knows the moved days; the week is all there is.
    if (rule === 'weekdays' || day > officialUpTo) return isWeekday;
    return chineseDays().isWorkday(day);
  }
}
