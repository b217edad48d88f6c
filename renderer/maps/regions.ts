import type { Language } from '../../contract/language.ts';
import { countryCodes } from './country-codes.ts';
import { provinces } from './provinces.ts';

export type MapName = 'world' | 'china';

/** Everything a region is called in data, folded so that case, accents and suffixes do not matter. */
type Index = ReadonlyMap<string, string>;

/** Names that people write and neither ISO nor the browser knows. */
const otherNames: Record<string, readonly string[]> = {
  GB: ['UK', 'Great Britain', 'Britain', 'England', 'Scotland', 'Wales', 'Northern Ireland', '英国'],
  IE: ['EIRE', 'Republic of Ireland'],
  US: ['USA', 'U.S.A.', 'US', 'America', 'United States of America', '美利坚合众国'],
  KR: ['South Korea', 'Korea', 'Republic of Korea', '南韩'],
  KP: ['North Korea'],
  CZ: ['Czech Republic', 'Czech'],
  NL: ['Holland', 'The Netherlands'],
  AE: ['UAE', 'Emirates'],
  RU: ['Russian Federation', '俄国'],
  TR: ['Turkey'],
  VN: ['Viet Nam'],
  CN: ['PRC', "People's Republic of China", 'Mainland China', '中国大陆', '中华人民共和国'],
  HK: ['Hong Kong SAR', '香港', '中国香港'],
  MO: ['Macau', 'Macao', '澳门', '中国澳门'],
  TW: ['台湾', '中国台湾', '台灣'],
  CD: ['DR Congo', 'Democratic Republic of the Congo', '刚果金'],
  CG: ['Republic of the Congo', '刚果布'],
  CI: ['Ivory Coast'],
  MK: ['Macedonia'],
  SZ: ['Swaziland'],
  ZA: ['RSA'],
  LA: ['Lao'],
  MM: ['Burma'],
  SY: ['Syrian Arab Republic'],
  IR: ['Iran, Islamic Republic of'],
  BO: ['Plurinational State of Bolivia'],
  VE: ['Bolivarian Republic of Venezuela'],
  TZ: ['United Republic of Tanzania'],
  MD: ['Republic of Moldova'],
  BA: ['Bosnia'],
};
const otherProvinceNames: Record<string, readonly string[]> = {
  '15': ['Nei Mongol', 'Neimenggu', 'Nei Menggu', '内蒙'],
  '54': ['Xizang'],
  '81': ['Xianggang', 'HK'],
  '82': ['Macau', 'Aomen'],
  '71': ['臺灣', '台灣', 'Taiwan Province'],
};

/** A name without what does not tell regions apart: case, accents, signs, 省, 市, 自治区, Province. */
export function foldName(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .normalize('NFKC')
    .toLowerCase()
    .replace(/(壮族|回族|维吾尔)?自治区$|特别行政区$|(省|市)$/u, '')
    .replace(/\b(province|municipality|autonomous region|sar|city)\b/g, '')
    .replace(/\b(zhuang|hui|uygur|uyghur)\b/g, '')
    .replace(/^the |&|\band\b|[^\p{L}\p{N}]/gu, '');
}

const indexes = new Map<MapName, Index>();

function indexOf(map: MapName): Index {
  let known = indexes.get(map);
  if (!known) {
    known = new Map(map === 'world' ? countryEntries() : provinceEntries());
    indexes.set(map, known);
  }
  return known;
}

function* countryEntries(): Iterable<[string, string]> {
  const names = ['en', 'zh-CN', 'zh-TW'].flatMap((language) =>
    (['long', 'short'] as const).map((style) => new Intl.DisplayNames(language, { type: 'region', style })),
  );
  for (const { number, two, three } of countryCodes) {
    for (const one of names) yield [foldName(one.of(two) ?? two), number];
    for (const name of [two, three, number, ...(otherNames[two] ?? [])]) yield [foldName(name), number];
  }
}

function* provinceEntries(): Iterable<[string, string]> {
  for (const [, code, letters, zh, en] of provinces) {
    const names = [code, `${code}0000`, letters, `CN-${letters}`, zh, en, ...(otherProvinceNames[code] ?? [])];
    for (const name of names) yield [foldName(name), code];
  }
}

/** The region a text names; null where it names none. */
export function regionOf(map: MapName, name: string | null): string | null {
  return name === null ? null : (indexOf(map).get(foldName(name)) ?? null);
}

/** The map that most of the values are on; the world where neither knows more. */
export function mapFor(names: readonly (string | null)[]): MapName {
  const found = (map: MapName) => names.filter((name) => regionOf(map, name) !== null).length;
  return found('china') > found('world') ? 'china' : 'world';
}

/** What a region is called on the map. */
export function regionName(map: MapName, region: string, language: Language): string {
  if (map === 'china') {
    const row = provinces.find(([, code]) => code === region);
    return (language === 'zh-CN' ? row?.[3] : row?.[4]) ?? region;
  }
  const two = countryCodes.find(({ number }) => number === region)?.two;
  if (two === undefined) return '';
  const parts: Record<string, string> = { HK: '中国香港', MO: '中国澳门', TW: '中国台湾' };
  if (language === 'zh-CN' && parts[two]) return parts[two];
  return new Intl.DisplayNames(language, { type: 'region' }).of(two) ?? two;
}
