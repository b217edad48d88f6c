import type { Language } from '../../../../contract/language.ts';
import { formatWeekday } from '../../../format/index.ts';
import { shortName } from '../../../queries/index.ts';

/** A value of a dimension as people read it: weekdays by name, hours as hours, empty as `blank`. */
export function valueLabel(member: string, value: string | null, language: Language, blank: string): string {
  if (value === null) return blank;
  const name = shortName(member);
  if (name.includes('weekday') && /^[1-7]$/.test(value)) return formatWeekday(Number(value), language);
  if (value === 'true' || value === 'false') return booleans[language][value];
  return value;
}

const booleans = { en: { true: 'Yes', false: 'No' }, 'zh-CN': { true: '是', false: '否' } } as const;
