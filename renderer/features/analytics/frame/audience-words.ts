import { completeFilters } from '../pickers/complete-filters.ts';
import { filterWords, type Speech } from '../pickers/event-words.ts';
import type { Audience } from './drafts.ts';

/** Whom an analysis is restricted to, as a sentence; empty for everybody. */
export function audienceWords(audience: Audience, segment: string | null, speech: Speech): string {
  const conditions = completeFilters(audience.filters).map((filter) => filterWords(filter, speech));
  if (speech.language === 'zh-CN') {
    const parts = [...(segment === null ? [] : [`客户群“${segment}”`]), ...conditions];
    return parts.length === 0 ? '' : `只看：${parts.join('，且')}。`;
  }
  const parts = [
    ...(segment === null ? [] : [`the segment “${segment}”`]),
    ...conditions.map((one) => `people whose ${one}`),
  ];
  return parts.length === 0 ? '' : `Only ${parts.join(' and ')}.`;
}
