import type { FileFormat } from './format.ts';
import { normaliseHeader } from './headers.ts';

const given = new Set(['firstname', 'givenname', 'forename', 'customerfirstname', 'fname']);
const family = new Set(['lastname', 'surname', 'familyname', 'customerlastname', 'lname']);
const familyChinese = new Set(['姓', '姓氏']);
const givenChinese = new Set(['名', '名字']);

/** An expression that joins the two halves of a name, when a file has them apart; null otherwise. */
export function personName(format: FileFormat): string | null {
  const find = (names: Set<string>): string | undefined =>
    format.columns.find((name) => names.has(normaliseHeader(name)));
  const row = (name: string): string => `row[${JSON.stringify(name)}]`;
  const first = find(given);
  const last = find(family);
  if (first && last) return `trim(concat(${row(first)}, " ", ${row(last)}))`;
  const lastChinese = find(familyChinese);
  const firstChinese = find(givenChinese);
  return lastChinese && firstChinese ? `concat(${row(lastChinese)}, ${row(firstChinese)})` : null;
}
