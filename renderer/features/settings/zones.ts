import type { Language } from '../../../contract/language.ts';

export interface Choice {
  value: string;
  label: string;
  /** What a typed search is compared with, lower case. */
  search: string;
}

/** `UTC+8`, `UTC−3:30`: the zone's offset at `at` (its summer or winter one). */
export function offsetLabel(zone: string, at: Date): string {
  const part = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' })
    .formatToParts(at)
    .find(({ type }) => type === 'timeZoneName')?.value;
  const hit = /^GMT([+-])(\d{2}):(\d{2})$/.exec(part ?? '');
  if (hit === null || part === 'GMT+00:00') return 'UTC';
  const sign = hit[1] === '-' ? '−' : '+';
  return `UTC${sign}${Number(hit[2])}${hit[3] === '00' ? '' : `:${hit[3]}`}`;
}

/** The zone's city as people write it: `Asia/Ho_Chi_Minh` → `Ho Chi Minh`. */
export const cityOf = (zone: string): string => (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');

const chineseNames: Record<string, string> = {
  'Asia/Shanghai': '北京时间 · 上海',
  'Asia/Hong_Kong': '香港',
  'Asia/Macau': '澳门',
  'Asia/Taipei': '台北',
  'Asia/Urumqi': '乌鲁木齐',
  'Asia/Tokyo': '东京',
  'Asia/Seoul': '首尔',
  'Asia/Singapore': '新加坡',
  'Asia/Bangkok': '曼谷',
  'Asia/Jakarta': '雅加达',
  'Asia/Manila': '马尼拉',
  'Asia/Kuala_Lumpur': '吉隆坡',
  'Asia/Ho_Chi_Minh': '胡志明市',
  'Asia/Dubai': '迪拜',
  'Asia/Kolkata': '加尔各答',
  'Australia/Sydney': '悉尼',
  'Europe/London': '伦敦',
  'Europe/Berlin': '柏林',
  'Europe/Paris': '巴黎',
  'Europe/Moscow': '莫斯科',
  'America/New_York': '纽约',
  'America/Chicago': '芝加哥',
  'America/Denver': '丹佛',
  'America/Los_Angeles': '洛杉矶',
  'America/Toronto': '多伦多',
  'America/Sao_Paulo': '圣保罗',
  UTC: '世界协调时间',
};

const oldNames: Record<string, string> = { 'Asia/Calcutta': 'Asia/Kolkata', 'Asia/Saigon': 'Asia/Ho_Chi_Minh' };

/** All zones the platform knows, those of the list above first; a zone in use that it does not name is kept. */
export function zoneChoices(language: Language, inUse: string | undefined, at: Date): Choice[] {
  const known = Intl.supportedValuesOf('timeZone').map((zone) => oldNames[zone] ?? zone);
  const zones = new Set([...Object.keys(chineseNames), ...known, ...(inUse === undefined ? [] : [inUse])]);
  return [...zones].map((zone) => {
    const name = language === 'zh-CN' ? (chineseNames[zone] ?? cityOf(zone)) : cityOf(zone);
    const offset = offsetLabel(zone, at);
    const search = `${zone} ${cityOf(zone)} ${chineseNames[zone] ?? ''} ${offset.replace('−', '-')}`.toLowerCase();
    return { value: zone, label: `${name} (${offset})`, search };
  });
}

const usualCurrencies = ['CNY', 'USD', 'EUR', 'GBP', 'JPY', 'HKD', 'TWD', 'KRW', 'SGD', 'AUD', 'CAD', 'INR', 'THB'];

/** ISO 4217 currencies with their names, the usual ones first. */
export function currencyChoices(language: Language): Choice[] {
  const names = new Intl.DisplayNames([language], { type: 'currency' });
  const codes = new Set([...usualCurrencies, ...Intl.supportedValuesOf('currency')]);
  return [...codes].map((code) => {
    const name = names.of(code) ?? code;
    return { value: code, label: `${code} · ${name}`, search: `${code} ${name}`.toLowerCase() };
  });
}
