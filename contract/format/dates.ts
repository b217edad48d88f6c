import type { LocalDate } from '../board-queries/index.ts';
import type { Language } from '../language.ts';

/** A calendar day of the workspace, `YYYY-MM-DD`; no instant and no zone. */
export type { LocalDate };

/** English dates are day-month-year, which reads alike on both sides of the Atlantic once the month is a word. */
const englishMonths = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const locale = (language: Language) => (language === 'zh-CN' ? 'zh-CN' : 'en-GB');

const formatters = new Map<string, Intl.DateTimeFormat>();
function formatter(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language + JSON.stringify(options);
  let known = formatters.get(key);
  if (!known) {
    known = new Intl.DateTimeFormat(locale(language), options);
    formatters.set(key, known);
  }
  return known;
}

const noon = (date: LocalDate) => new Date(`${date.slice(0, 10)}T12:00:00Z`);

/** The local day in which an instant falls. */
export function localDateOf(instant: string, timezone: string): LocalDate {
  const options = { timeZone: timezone, year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  const parts = formatter('en', options).formatToParts(new Date(instant));
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}

const month = (date: LocalDate, language: Language) => {
  const number = Number(date.slice(5, 7));
  return language === 'en' ? (englishMonths[number - 1] ?? '') : `${number}月`;
};
const day = (date: LocalDate) => String(Number(date.slice(8, 10)));
const year = (date: LocalDate) => date.slice(0, 4);

/** `2011年11月30日`, `30 Nov 2011`. */
export function formatDay(date: LocalDate, language: Language): string {
  return language === 'en'
    ? `${formatDayShort(date, language)} ${year(date)}`
    : `${year(date)}年${formatDayShort(date, language)}`;
}

/** `11月30日`, `30 Nov`. */
export function formatDayShort(date: LocalDate, language: Language): string {
  return language === 'en' ? `${day(date)} ${month(date, language)}` : `${month(date, language)}${day(date)}日`;
}

/** `2011年11月`, `Nov 2011`. */
export function formatMonth(date: LocalDate, language: Language): string {
  return language === 'en' ? `${month(date, language)} ${year(date)}` : `${year(date)}年${month(date, language)}`;
}

/** `11月`, `Nov`. */
export function formatMonthShort(date: LocalDate, language: Language): string {
  return month(date, language);
}

/**
 * Both ends of a range without saying the same twice:
 * `2011年11月1日–30日`, `1–30 Nov 2011`; a whole month is `2011年11月`, `Nov 2011`.
 */
export function formatRange(from: LocalDate, to: LocalDate, language: Language): string {
  if (from === to) return formatDay(from, language);
  if (isWholeMonth(from, to)) return formatMonth(from, language);
  const isSameYear = from.slice(0, 4) === to.slice(0, 4);
  const isSameMonth = from.slice(0, 7) === to.slice(0, 7);
  if (language === 'zh-CN') {
    if (isSameMonth) return `${formatDay(from, language)}–${day(to)}日`;
    return `${formatDay(from, language)}–${isSameYear ? formatDayShort(to, language) : formatDay(to, language)}`;
  }
  if (isSameMonth) return `${day(from)}–${formatDay(to, language)}`;
  return `${isSameYear ? formatDayShort(from, language) : formatDay(from, language)} – ${formatDay(to, language)}`;
}

function isWholeMonth(from: LocalDate, to: LocalDate): boolean {
  const next = new Date(noon(to).getTime() + 86_400_000);
  return from.slice(0, 7) === to.slice(0, 7) && from.endsWith('-01') && next.getUTCDate() === 1;
}

/** An instant with its minute in the workspace's zone: `2011年11月30日 17:42`, `30 Nov 2011, 17:42`. */
export function formatInstant(instant: string, timezone: string, language: Language): string {
  const time = formatter(language, { timeZone: timezone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const separator = language === 'en' ? ', ' : ' ';
  return formatDay(localDateOf(instant, timezone), language) + separator + time.format(new Date(instant));
}

/** ISO weekday 1 = Monday … 7 = Sunday: `周一`, `Mon`. */
export function formatWeekday(isoWeekday: number, language: Language): string {
  const monday = Date.UTC(2024, 0, 1, 12);
  return formatter(language, { timeZone: 'UTC', weekday: 'short' }).format(
    new Date(monday + (isoWeekday - 1) * 86_400_000),
  );
}
