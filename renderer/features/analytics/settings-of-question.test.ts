import { describe, expect, it } from 'vitest';
import { settingsUnder } from './analysis-view.tsx';
import { type FunnelSettings, funnelBody, funnelSettings } from './funnel/funnel-settings.ts';
import { pathsBody, pathsSettings } from './paths/paths-settings.ts';
import { retentionBody, retentionSettings } from './retention/retention-settings.ts';
import { settingsOfQuestion } from './settings-of-question.ts';

const days = { from: '2024-01-01', to: '2024-06-30' };
const range = { preset: 'all' as const };
const view = { filters: [{ property: 'page', operator: 'exact' as const, value: '/a' }], event: 'view' };

describe('settings of a question', () => {
  it('lead back to the same question', () => {
    const funnel = funnelSettings.parse({
      ...{ range, window: { value: 7, unit: 'day' }, countAfterRange: true },
      steps: [view, { event: 'cart', isOptional: true }, { event: 'buy', within: { value: 2, unit: 'hour' } }],
      breakdown: { source: 'event', property: 'channel' },
      attribution: 'last_touch',
    });
    const asked = funnelBody(funnel, days);
    const again = funnelSettings.parse({ range, ...settingsOfQuestion('funnel', { ...asked }) }) as FunnelSettings;
    expect(funnelBody(again, days)).toEqual(asked);

    const retention = retentionSettings.parse({
      ...{ range, target: view, returning: { event: 'buy' }, brackets: '1, 2-3', mode: 'on_or_after' },
      breakdown: { source: 'person', property: 'country' },
    });
    const question = retentionBody(retention, days, days.to);
    const read = retentionSettings.parse({ range, ...settingsOfQuestion('retention', { ...question }) });
    expect(retentionBody(read, days, days.to)).toEqual(question);

    const paths = pathsSettings.parse({ range, include: { anyOf: ['a', 'b'] }, startPoint: 'a', gapMinutes: 60 });
    const way = pathsBody(paths, days);
    expect(pathsBody(pathsSettings.parse({ range, ...settingsOfQuestion('paths', { ...way }) }), days)).toEqual(way);
  });

  it('take dates and segment of the board they stand on; those of one day its last day', () => {
    const base = { question: {}, settings: { range, asOf: null }, newestDay: '2024-12-31', segmentId: 's' };
    expect(settingsUnder({ ...base, analysis: 'funnel', dates: days })).toMatchObject({ range: days, segmentId: 's' });
    expect(settingsUnder({ ...base, analysis: 'rfm', dates: days })).toMatchObject({ asOf: '2024-06-30' });
    const newest = { from: '2024-01-01', to: '2024-12-31' };
    expect(settingsUnder({ ...base, analysis: 'clv', dates: newest })).toMatchObject({ asOf: null });
    expect(settingsUnder({ ...base, analysis: 'stages', dates: 'all' })).toMatchObject({ range: { preset: 'all' } });
  });
});
