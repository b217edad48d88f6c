import type { AlertCondition } from '../../../contract/alerts.ts';
import type { Comparison } from '../../../contract/boards.ts';
import type { LocalizedText } from '../../../contract/language.ts';

/** What conditions look at. Null: there is no such figure. */
export interface AlertFigures {
  value: number | null;
  compared: Partial<Record<Comparison, number | null>>;
  target: number | null;
  /** The newest whole day and the same weekday of the weeks before it, newest first. */
  days: { latest: number | null; before: readonly number[] };
  /** Hours since the newest record. */
  ageHours: number | null;
  /** A figure as people read it. */
  words: (value: number) => LocalizedText;
}

/** Distance from the usual in robust standard deviations from which a day is called unusual (Iglewicz & Hoaglin 1993). */
const unusual = 3.5;
const leastWeeks = 4;

/** Whether a condition holds, and the sentence with its figures. A figure that is missing fires nothing. */
export function judge(condition: AlertCondition, figures: AlertFigures): { holds: boolean; words: LocalizedText } {
  const { value, words } = figures;
  const say = (zh: string, en: string) => ({ 'zh-CN': zh, en });
  const nothing = { holds: false, words: say('没有可比的数字', 'There is no figure to compare') };
  switch (condition.kind) {
    case 'threshold': {
      if (value === null) return nothing;
      const bound = words(condition.value);
      const now = words(value);
      const sign = { gt: '>', gte: '≥', lt: '<', lte: '≤' }[condition.operator];
      return {
        holds: compare(value, condition.operator, condition.value),
        words: say(
          `当前 ${now['zh-CN']}，条件为 ${sign} ${bound['zh-CN']}`,
          `Now ${now.en}; the condition is ${sign} ${bound.en}`,
        ),
      };
    }
    case 'change': {
      const before = figures.compared[condition.against] ?? null;
      if (value === null || before === null || before === 0) return nothing;
      const ratio = (value - before) / Math.abs(before);
      const name =
        condition.against === 'previous_year'
          ? say('去年同期', 'the same period last year')
          : say('上期', 'the previous period');
      const [now, then] = [words(value), words(before)];
      return {
        holds: isFar(ratio, condition.ratio, condition.direction),
        words: say(
          `当前 ${now['zh-CN']}，${name['zh-CN']} ${then['zh-CN']}，变动 ${percent(ratio)}`,
          `Now ${now.en}, ${name.en} ${then.en}: ${percent(ratio)}`,
        ),
      };
    }
    case 'target': {
      if (value === null || figures.target === null || figures.target === 0) return nothing;
      const share = value / figures.target;
      const [now, goal] = [words(value), words(figures.target)];
      return {
        holds: share < condition.share,
        words: say(
          `当前 ${now['zh-CN']}，目标 ${goal['zh-CN']}，完成 ${(share * 100).toFixed(1)}%`,
          `Now ${now.en} of ${goal.en}: ${(share * 100).toFixed(1)}% of the target`,
        ),
      };
    }
    case 'anomaly': {
      const { latest, before } = figures.days;
      if (latest === null || before.length < leastWeeks) return nothing;
      const { usual, distance } = distanceOf(latest, before);
      const [now, then] = [words(latest), words(usual)];
      return {
        holds: isFar(distance, unusual, condition.direction),
        words: say(
          `最近一天 ${now['zh-CN']}，前 ${before.length} 周同一天通常为 ${then['zh-CN']}`,
          `The newest day has ${now.en}; the same weekday of the ${before.length} weeks before usually has ${then.en}`,
        ),
      };
    }
    case 'stale': {
      if (figures.ageHours === null) return nothing;
      const hours = Math.floor(figures.ageHours);
      const days = Math.floor(hours / 24);
      return {
        holds: figures.ageHours > condition.hours,
        words:
          days < 3
            ? say(`最新数据已是 ${hours} 小时前`, `The newest record is ${hours} hours old`)
            : say(`最新数据已是 ${days} 天前`, `The newest record is ${days} days old`),
      };
    }
  }
}

function compare(value: number, operator: 'gt' | 'gte' | 'lt' | 'lte', bound: number): boolean {
  if (operator === 'gt') return value > bound;
  if (operator === 'gte') return value >= bound;
  return operator === 'lt' ? value < bound : value <= bound;
}

function isFar(amount: number, bound: number, direction: 'rise' | 'fall' | 'either'): boolean {
  if (direction === 'rise') return amount >= bound;
  if (direction === 'fall') return amount <= -bound;
  return Math.abs(amount) >= bound;
}

/**
 * How far a value lies from the usual: its distance from the median over 1.4826 times the median absolute deviation,
 * which for normal values is the standard deviation. Where all weeks are alike, a tenth of the usual stands in for it.
 */
export function distanceOf(value: number, before: readonly number[]): { usual: number; distance: number } {
  const usual = median(before);
  const deviation = 1.4826 * median(before.map((one) => Math.abs(one - usual)));
  const scale = Math.max(deviation, (Math.abs(usual) * 0.1) / unusual, Number.MIN_VALUE);
  return { usual, distance: (value - usual) / scale };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

const percent = (ratio: number) => `${ratio > 0 ? '+' : ratio < 0 ? '\u2212' : ''}${Math.abs(ratio * 100).toFixed(1)}%`;

export type AlertState = 'unknown' | 'ok' | 'firing';

/** What happens next: told once when it begins to hold, once when it no longer does; nothing while it is put off. */
export function nextState(
  before: AlertState,
  holds: boolean,
  isSnoozed: boolean,
): { state: AlertState; tells: 'alert' | 'recovered' | null } {
  if (isSnoozed) return { state: before, tells: null };
  if (holds) return { state: 'firing', tells: before === 'firing' ? null : 'alert' };
  return { state: 'ok', tells: before === 'firing' ? 'recovered' : null };
}
