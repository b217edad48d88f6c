import type { Language } from '../../../../contract/language.ts';

const words: Record<Language, [string, string, string, string]> = {
  en: [' d', ' h', ' min', ' s'],
  'zh-CN': [' 天', ' 时', ' 分', ' 秒'],
};
const sizes = [86_400, 3_600, 60, 1];

/** A time between two events in its two largest units: `12 s`, `3 h 12 min`, `1 天 4 时`, `42 天`. */
export function formatSpan(seconds: number, language: Language): string {
  const whole = Math.round(seconds);
  if (whole < 1) return seconds > 0 ? (language === 'en' ? '< 1 s' : '不到 1 秒') : `0${words[language][3]}`;
  const at = sizes.findIndex((size) => whole >= size);
  const size = sizes[at] ?? 1;
  const next = sizes[at + 1];
  const isLong = at === 0 && whole >= 10 * size;
  if (next === undefined || isLong) return `${grouped(Math.round(whole / size))}${words[language][at]}`;
  // Rounding the smaller unit may fill the larger one: 59 min 59.6 s is an hour.
  const small = Math.round(whole / next);
  const perLarge = size / next;
  const large = Math.floor(small / perLarge);
  const rest = small % perLarge;
  const text = `${large}${words[language][at]}`;
  return rest === 0 ? text : `${text} ${rest}${words[language][at + 1]}`;
}

const grouped = (value: number) => value.toLocaleString('en');
