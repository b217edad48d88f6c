import type { TFunction } from 'i18next';
import { formatRange } from '../../../format/index.ts';
import type { DateRange } from '../../../queries/index.ts';
import { audienceWords } from '../frame/audience-words.ts';
import { durationWords } from '../frame/durations.ts';
import { completeEntity } from '../pickers/complete-filters.ts';
import { entityWords, type Speech } from '../pickers/event-words.ts';
import { type FunnelSettings, optionalSteps } from './funnel-settings.ts';

interface Told {
  settings: FunnelSettings;
  days: DateRange;
  /** Name of the segment in force. */
  segment: string | null;
}

/** What a funnel counts, in sentences made from its settings. */
export function funnelDefinition(told: Told, speech: Speech): string {
  return speech.language === 'zh-CN' ? inChinese(told, speech) : inEnglish(told, speech);
}

const names = ({ steps }: FunnelSettings, speech: Speech) =>
  steps.map((step) => entityWords(completeEntity(step), speech));

function inEnglish({ settings, days, segment }: Told, speech: Speech): string {
  const [first = '', ...rest] = names(settings, speech).map((name) => `“${name}”`);
  const dates = formatRange(days.from, days.to, 'en');
  const optional = optionalSteps(settings);
  const list = rest.map((name, i) => (optional.includes(i + 1) ? `${name} (optional)` : name));
  const sentences = [
    {
      ordered: `People who did ${first} in ${dates} and after it ${list.join(', then ')}; other events may lie between.`,
      strict: `People who did ${first} in ${dates} and directly after it ${list.join(', then ')}, with no other event between.`,
      unordered: `People by how many of these they did in ${dates}, in any order: ${[first, ...list].join(', ')}.`,
    }[settings.order],
    audienceWords(settings, segment, speech),
    settings.window
      ? `From the first step to the last at most ${durationWords(settings.window, speech.t)}, ends included.`
      : 'There is no time limit.',
    ...limits(settings, speech).map(({ number, limit }) => `Step ${number} comes within ${limit} of the step before.`),
    'Everyone counts once, at the furthest step of any attempt.',
    ...settings.exclusions.map(
      (one) =>
        `Left out is who did “${entityWords(completeEntity(one), speech)}” between step ${one.fromStep + 1} and step ${one.toStep + 1}.`,
    ),
    optional.length > 0 ? 'Later steps do not ask for optional ones.' : '',
    settings.countAfterRange ? 'Who enters in these dates may finish later.' : 'All steps lie in these dates.',
  ];
  return sentences.filter(Boolean).join(' ');
}

function inChinese({ settings, days, segment }: Told, speech: Speech): string {
  const [first = '', ...rest] = names(settings, speech).map((name) => `“${name}”`);
  const dates = formatRange(days.from, days.to, 'zh-CN');
  const optional = optionalSteps(settings);
  const list = rest.map((name, i) => (optional.includes(i + 1) ? `${name}（可选）` : name));
  const sentences = [
    {
      ordered: `统计 ${dates} 期间做过${first}、之后依次${list.join('、')}的客户，中间可以穿插其他行为。`,
      strict: `统计 ${dates} 期间做过${first}、紧接着${list.join('、')}的客户，中间不能有其他行为。`,
      unordered: `统计 ${dates} 期间客户做过${[first, ...list].join('、')}中的几项，不分先后。`,
    }[settings.order],
    audienceWords(settings, segment, speech),
    settings.window
      ? `从第 1 步到最后一步不超过 ${durationWords(settings.window, speech.t)}，含两端。`
      : '不限完成时间。',
    ...limits(settings, speech).map(({ number, limit }) => `第 ${number} 步须在上一步后 ${limit}内完成。`),
    '每位客户只计一次，取走得最远的一次。',
    ...settings.exclusions.map(
      (one) =>
        `第 ${one.fromStep + 1} 步至第 ${one.toStep + 1} 步之间做过“${entityWords(completeEntity(one), speech)}”的客户不计入。`,
    ),
    optional.length > 0 ? '可选步骤不影响后面的步骤。' : '',
    settings.countAfterRange ? '在此期间进入的客户，之后完成也算。' : '所有步骤都须在此期间发生。',
  ];
  return sentences.filter(Boolean).join('');
}

function limits({ steps, order }: FunnelSettings, { t }: { t: TFunction<'analytics'> }) {
  if (order === 'unordered') return [];
  return steps.flatMap(({ within }, i) =>
    within && i > 0 ? [{ number: i + 1, limit: durationWords(within, t) }] : [],
  );
}
