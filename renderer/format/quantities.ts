import type { Language } from '../../contract/language.ts';

const counts = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** A whole number with its groups: `28,010`. */
export const formatCount = (value: number): string => counts.format(Math.round(value)).replace('-', '\u2212');

/** Sizes as file managers show them, in powers of ten: `640 B`, `1.8 MB`, `45.8 MB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let size = Math.max(0, bytes);
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || size >= 99.95 ? 0 : 1;
  return `${size.toFixed(digits)} ${units[unit]}`;
}

/** A span for people: `0.4 s`, `12 s`, `3 min 20 s`, `1 h 5 min`; `0.4 秒`, `3 分 20 秒`, `1 小时 5 分`. */
export function formatDuration(seconds: number, language: Language): string {
  const [second, minute, hour] = language === 'zh-CN' ? ['秒', '分', '小时'] : ['s', 'min', 'h'];
  if (seconds < 9.95) return `${seconds < 0.05 ? '0' : seconds.toFixed(1)} ${second}`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} ${second}`;
  const isShort = whole < 3600;
  const total = isShort ? whole : Math.round(whole / 60);
  const [large, small] = [Math.floor(total / 60), total % 60];
  const [largeWord, smallWord] = isShort ? [minute, second] : [hour, minute];
  return small === 0 ? `${large} ${largeWord}` : `${large} ${largeWord} ${small} ${smallWord}`;
}
