import { minorDigits } from '../../contract/currency.ts';

/**
 * SQL for an amount in minor units of the workspace currency: BIGINT, rounded half away from zero once; null when the
 * amount's currency has no rate. Exact: integers only, HUGEINT in between.
 *
 * base = amount × rate × 10^(digits of base − digits of currency)
 *
 * @param rates units of `base` per unit of another currency, as decimal strings
 */
export function toBaseSql(
  base: string,
  rates: Readonly<Record<string, string>>,
  minorSql: string,
  currencySql: string,
): string {
  const cases = Object.entries(rates)
    .filter(([currency]) => currency !== base)
    .map(([currency, rate]) => `WHEN '${currency}' THEN ${converted(base, currency, rate, minorSql)}`);
  return `CASE ${currencySql} WHEN '${base}' THEN ${minorSql} ${cases.join(' ')} ELSE NULL END`;
}

function converted(base: string, currency: string, rate: string, minorSql: string): string {
  const [whole = '0', fraction = ''] = rate.split('.');
  let numerator = BigInt(whole + fraction);
  let denominator = 10n ** BigInt(fraction.length);
  const shift = minorDigits(base) - minorDigits(currency);
  if (shift >= 0) numerator *= 10n ** BigInt(shift);
  else denominator *= 10n ** BigInt(-shift);
  const product = `(CAST(${minorSql} AS HUGEINT) * ${numerator})`;
  if (denominator === 1n) return `CAST(${product} AS BIGINT)`;
  // `//` cuts towards zero, so half of the denominator with the amount's sign makes it round half away from zero.
  const half = `(CASE WHEN ${minorSql} < 0 THEN -${denominator / 2n} ELSE ${denominator / 2n} END)`;
  return `CAST((${product} + ${half}) // ${denominator} AS BIGINT)`;
}
