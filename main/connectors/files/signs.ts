/** Currencies each sign may mean; the first is the one assumed when nothing else says. */
const bySign: Record<string, readonly string[]> = {
  '¥': ['CNY', 'JPY'],
  '€': ['EUR'],
  '£': ['GBP', 'EGP', 'GIP', 'FKP', 'SHP', 'SSP', 'SYP', 'LBP'],
  $: [
    'USD',
    'CAD',
    'AUD',
    'NZD',
    'HKD',
    'SGD',
    'TWD',
    'MXN',
    'ARS',
    'CLP',
    'COP',
    'UYU',
    'BND',
    'FJD',
    'JMD',
    'TTD',
    'XCD',
  ],
  '₩': ['KRW', 'KPW'],
  '₹': ['INR'],
  '₽': ['RUB'],
  '฿': ['THB'],
  '₫': ['VND'],
  '₺': ['TRY'],
  '₱': ['PHP'],
  '₴': ['UAH'],
  US$: ['USD'],
  C$: ['CAD'],
  CA$: ['CAD'],
  A$: ['AUD'],
  AU$: ['AUD'],
  NZ$: ['NZD'],
  HK$: ['HKD'],
  NT$: ['TWD'],
  S$: ['SGD'],
  SG$: ['SGD'],
  R$: ['BRL'],
  'CN¥': ['CNY'],
  RMB: ['CNY'],
  Rp: ['IDR'],
  kr: ['SEK', 'NOK', 'DKK', 'ISK'],
  zł: ['PLN'],
};
const known = new Set(Intl.supportedValuesOf('currency'));
const names: Record<string, string> = {
  人民币: 'CNY',
  元: 'CNY',
  rmb: 'CNY',
  cnh: 'CNY',
  美元: 'USD',
  港币: 'HKD',
  港元: 'HKD',
  欧元: 'EUR',
  英镑: 'GBP',
  日元: 'JPY',
  台币: 'TWD',
  新台币: 'TWD',
};

/** The currency a sign or code stands for on its own, or null. */
export function currencyOfSign(sign: string): string | null {
  return bySign[sign]?.[0] ?? (known.has(sign) ? sign : null);
}

/** Whether a sign may stand for the currency: `$` for CAD, `¥` for JPY, never `£` for USD. */
export function signFits(sign: string, currency: string): boolean {
  return bySign[sign]?.includes(currency) ?? sign === currency;
}

/** ISO code of a value of a currency column (`usd`, `人民币`, `£`), or null. */
export function readCurrency(text: string): string | null {
  const upper = text.trim().toUpperCase();
  if (/^[A-Z]{3}$/.test(upper) && known.has(upper) && upper !== 'RMB' && upper !== 'CNH') return upper;
  return names[text.trim().toLowerCase()] ?? currencyOfSign(text.trim().replace('￥', '¥'));
}
