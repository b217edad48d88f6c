import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { funnelInput } from '../../../../contract/analytics.ts';
import { resources } from '../../../i18n/resources.ts';
import { durationSetting, entityOf } from '../frame/drafts.ts';
import type { Speech } from '../pickers/event-words.ts';
import {
  type FunnelSettings,
  funnelBody,
  funnelSettings,
  givenFunnel,
  movedStep,
  newStep,
  optionalSteps,
} from './funnel-settings.ts';
import { funnelDefinition } from './funnel-words.ts';
import { stepNames } from './step-names.ts';

const days = { from: '2011-11-01', to: '2011-11-30' };
const three = (part: Partial<FunnelSettings> = {}): FunnelSettings => ({
  ...funnelSettings.parse({
    range: { preset: 'latest-month' },
    steps: ['look', 'take', 'order_placed'].map((name) => newStep(entityOf(name))),
  }),
  ...part,
});

describe('the question made from a funnel', () => {
  it('is one the API takes, with every option set', () => {
    const window = durationSetting.parse({ value: 14, unit: 'day' });
    const settings = three({
      window,
      exclusions: [{ ...entityOf('order_returned'), fromStep: 0, toStep: 9 }],
      breakdown: { source: 'event', property: 'channel' },
      attribution: 'step',
      attributionStep: 2,
      countAfterRange: true,
      filters: [{ property: 'country', operator: 'is_set', value: null }],
    });
    const body = funnelInput.parse(funnelBody(settings, days));
    expect(body.window).toEqual(window);
    // An exclusion that reached beyond the last step ends there.
    expect(body.exclusions[0]).toMatchObject({ event: 'order_returned', fromStep: 0, toStep: 2 });
    expect(body.breakdown).toMatchObject({ properties: ['channel'], attribution: 'step', step: 2 });
  });

  it('leaves out what is still being written', () => {
    const [first, ...rest] = three().steps;
    const filters = [{ property: 'page', operator: 'exact' as const, value: null }];
    const body = funnelBody(three({ steps: [{ ...first, filters } as never, ...rest] }), days);
    expect(body?.steps[0]).toEqual({ event: 'look' });
  });

  it('needs two steps', () => {
    expect(funnelBody(three({ steps: three().steps.slice(0, 1) }), days)).toBeNull();
  });
});

describe('optional steps', () => {
  const optionalMiddle = three().steps.map((step) => ({ ...step, isOptional: true }));

  it('are never the first or the last', () => {
    expect(optionalSteps(three({ steps: optionalMiddle }))).toEqual([1]);
  });

  it('are required again where they have no clear meaning', () => {
    expect(optionalSteps(three({ steps: optionalMiddle, order: 'strict' }))).toEqual([]);
    const exclusions = [{ ...entityOf('x'), fromStep: 0, toStep: 1 }];
    expect(optionalSteps(three({ steps: optionalMiddle, exclusions }))).toEqual([]);
    expect(funnelInput.safeParse(funnelBody(three({ steps: optionalMiddle, exclusions }), days)).success).toBe(true);
  });
});

describe('names of steps', () => {
  it('get their number where one is met again', () => {
    expect(stepNames(['look', 'order', 'order'])).toEqual(['look', '2 · order', '3 · order']);
  });
});

describe('moving a step', () => {
  it('keeps all of them and their options', () => {
    const steps = three().steps.map((step, i) => ({ ...step, isOptional: i === 1 }));
    const moved = movedStep(steps, 2, 0);
    expect(moved.map(({ event }) => event)).toEqual(['order_placed', 'look', 'take']);
    expect(moved[2]?.isOptional).toBe(true);
  });
});

describe('the first funnel somebody sees', () => {
  const data = { from: '2019-03-01', to: '2024-03-20' };
  const event = (name: string, people: number, isDerived = false, lastAt = '2024-03-20T01:00:00.000Z') => ({
    ...{ name, people, events: people, isDerived, lastAt },
  });
  const names = (events: ReturnType<typeof event>[]) => givenFunnel({ events, data }).steps.map((step) => step.event);

  it('leads from what most people did to the order', () => {
    const events = [event('order_placed', 3, true), event('b', 5), event('a', 9)];
    expect(names(events)).toEqual(['a', 'b', 'order_placed']);
  });

  it('is about repeat orders where there is nothing else', () => {
    expect(names([event('order_placed', 3, true)])).toHaveLength(3);
  });

  it('leaves out what nobody has done for a year, and puts the rarer of two first', () => {
    const events = [
      event('old', 99, false, '2023-03-31T09:00:00.000Z'),
      { ...event('page', 7), events: 30 },
      event('visit', 7),
    ];
    expect(names(events)).toEqual(['visit', 'page']);
    expect(
      names([
        event('old', 99, false, '2019-03-31T09:00:00.000Z'),
        event('older', 3, false, '2019-03-01T09:00:00.000Z'),
      ]),
    ).toEqual(['old', 'older']);
  });
});

describe('the definition', () => {
  const speeches: Record<'en' | 'zh-CN', Speech> = {} as never;
  beforeAll(async () => {
    await i18next.init({ resources, lng: 'en', fallbackLng: 'en', interpolation: { escapeValue: false } });
    for (const language of ['en', 'zh-CN'] as const) {
      speeches[language] = { t: i18next.getFixedT(language, 'analytics'), language, currency: 'GBP' };
    }
  });
  const told = {
    settings: three({
      window: { value: 14, unit: 'day' },
      filters: [{ property: 'net_base_minor', operator: 'gte' as const, value: 12_550 }],
    }),
    days,
    segment: 'VIP',
  };

  it('is a sentence made from the settings, in English', () => {
    const text = funnelDefinition(told, speeches.en);
    expect(text).toContain('People who did “look” in Nov 2011 and after it “take”, then “Placed an order”');
    expect(text).toContain('at most 14 days');
    expect(text).toContain('Only the segment “VIP” and people whose Order amount is at least 125.5.');
  });

  it('and in Chinese, without a word of English of ours', () => {
    const text = funnelDefinition(told, speeches['zh-CN']);
    expect(text).toContain('统计 2011年11月 期间做过“look”、之后依次“take”、“下单”的客户');
    expect(text).toContain('不超过 14 天');
    expect(text.replace(/look|take|VIP/g, '')).not.toMatch(/[A-Za-z]/);
  });
});
