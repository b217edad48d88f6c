import { formatRange } from '../../../format/index.ts';
import type { DateRange } from '../../../queries/index.ts';
import { audienceWords } from '../frame/audience-words.ts';
import { completeEntity } from '../pickers/complete-filters.ts';
import { entityWords, type Speech } from '../pickers/event-words.ts';
import { parseBrackets, type RetentionSettings } from './retention-settings.ts';

const english = { hour: 'hour', day: 'day', week: 'week', month: 'month', quarter: 'quarter', year: 'year' };
const chinese = { hour: '小时', day: '日', week: '周', month: '月', quarter: '季度', year: '年' };

/** What a retention table counts, in sentences made from its settings. */
export function retentionDefinition(
  settings: RetentionSettings,
  days: DateRange,
  segment: string | null,
  speech: Speech,
): string {
  const target = entityWords(completeEntity(settings.target), speech);
  const returning = entityWords(completeEntity(settings.returning), speech);
  const dates = formatRange(days.from, days.to, speech.language);
  const isGrouped = (parseBrackets(settings.brackets) ?? []).length > 0;
  const times = settings.minimumOccurrences;
  if (speech.language === 'zh-CN') {
    const period = chinese[settings.period];
    return [
      settings.type === 'first_time'
        ? `按有史以来首次“${target}”所在的自然${period}分组（${dates}）；此前已做过的客户不在任何一组。`
        : `${dates} 期间每个自然${period}里做过“${target}”的客户各成一组，同一客户可在多组。`,
      settings.mode === 'on'
        ? `之后某个${period}里做过“${returning}”${times > 1 ? `至少 ${times} 次` : ''}即算该期留存，每人每期只计一次。`
        : `在某个${period}或更晚做过“${returning}”${times > 1 ? `至少 ${times} 次` : ''}即算该期留存。`,
      isGrouped ? '相邻周期已合并统计。' : '',
      '还没发生的周期留空，不算作零；尚未结束的周期以斜纹标出，不计入平均。',
      audienceWords(settings, segment, speech),
    ].join('');
  }
  const period = english[settings.period];
  return [
    settings.type === 'first_time'
      ? `People are grouped by the calendar ${period} of their first “${target}” ever, in ${dates}; who did it earlier is in no cohort.`
      : `Every calendar ${period} in ${dates} has the people who did “${target}” in it; one person may be in several cohorts.`,
    settings.mode === 'on'
      ? `Retained in a later ${period} is who did “${returning}”${times > 1 ? ` at least ${times} times` : ''} in it, once each.`
      : `Retained in a ${period} is who did “${returning}”${times > 1 ? ` at least ${times} times` : ''} in it or in any later one.`,
    isGrouped ? 'Neighbouring periods are counted together.' : '',
    'What has not happened yet is left blank, not zero; a period still running is hatched and left out of means.',
    audienceWords(settings, segment, speech),
  ]
    .filter(Boolean)
    .join(' ');
}
