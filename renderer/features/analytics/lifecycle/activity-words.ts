import { formatRange } from '../../../format/index.ts';
import type { DateRange } from '../../../queries/index.ts';
import { audienceWords } from '../frame/audience-words.ts';
import { completeEntity } from '../pickers/complete-filters.ts';
import { entityWords, type Speech } from '../pickers/event-words.ts';
import type { ActivitySettings } from './activity-settings.ts';

const english = { day: 'day', week: 'week', month: 'month', quarter: 'quarter', year: 'year' };
const chinese = { day: '天', week: '周', month: '月', quarter: '季度', year: '年' };

/** What the lifecycle counts, in sentences made from its settings. */
export function lifecycleDefinition(
  settings: ActivitySettings,
  days: DateRange,
  segment: string | null,
  speech: Speech,
): string {
  const event = entityWords(completeEntity(settings.event), speech);
  const dates = formatRange(days.from, days.to, speech.language);
  const audience = audienceWords(settings, segment, speech);
  if (speech.language === 'zh-CN') {
    const period = chinese[settings.interval];
    return `活跃指当${period}做过“${event}”（${dates}，自然${period}）。新增：有史以来首次活跃；留存：上一${period}也活跃；召回：以前活跃过但上一${period}没有；沉睡：上一${period}活跃而本${period}没有，记在线下。前三项之和等于当${period}的活跃客户数。${audience}`;
  }
  const period = english[settings.interval];
  return `Active is who did “${event}” in the calendar ${period} (${dates}). New: for the first time ever. Returning: active in the ${period} before too. Regained: active some time before, but not in the ${period} before. Gone quiet: active in the ${period} before and not in this one, drawn below the line. The first three add up to the active people of the ${period}. ${audience}`.trim();
}

/** What stickiness counts. */
export function stickinessDefinition(
  settings: ActivitySettings,
  days: DateRange,
  segment: string | null,
  speech: Speech,
): string {
  const event = entityWords(completeEntity(settings.event), speech);
  const dates = formatRange(days.from, days.to, speech.language);
  const audience = audienceWords(settings, segment, speech);
  if (speech.language === 'zh-CN') {
    const period = chinese[settings.interval];
    return `统计 ${dates} 期间每位客户在几个自然${period}里做过“${event}”；一${period}内做多次只算一${period}，至少活跃一${period}的客户才计入。${audience}`;
  }
  const period = english[settings.interval];
  return `In how many calendar ${period}s of ${dates} each person did “${event}”; several times in one ${period} count as one, and only who was active at least once is counted. ${audience}`.trim();
}
