import { describe, expect, it } from 'vitest';
import { churnInput, survivalInput } from '../../../../contract/customer-value.ts';
import { churnBody, churnSettings, pValueWords, survivalBody } from './churn-settings.ts';

describe('questions', () => {
  it('are ones the API takes', () => {
    const settings = churnSettings.parse({ by: 'trait:plan', interval: 'log', asOf: '2011-10-31' });
    expect(churnInput.parse(churnBody(settings))).toEqual({ inactiveDays: 90, months: 12, asOf: '2011-10-31' });
    expect(survivalInput.parse(survivalBody(settings))).toMatchObject({ by: 'trait:plan', interval: 'log' });
    expect(survivalBody(churnSettings.parse({}))).toEqual({ inactiveDays: 90 });
  });
});

describe('words', () => {
  it('never write a p-value as zero', () => {
    expect([pValueWords(0), pValueWords(0.0004), pValueWords(0.0312)]).toEqual(['< 0.001', '< 0.001', '= 0.031']);
  });
});
