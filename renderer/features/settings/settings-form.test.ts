import { describe, expect, it } from 'vitest';
import type { Workspace } from '../../../contract/workspace.ts';
import { changesOf, draftOf, faultsOf, placeOf } from './settings-form.ts';

const workspace: Workspace = {
  name: '示例公司',
  language: 'zh-CN',
  timezone: 'Asia/Shanghai',
  currencySetting: null,
  currency: 'CNY',
  weekStart: 1,
  fiscalYearStartMonth: 1,
  riseColor: 'red',
  exchangeRates: { USD: '7.12', EUR: '7.7' },
  publicAddress: null,
};

describe('settings form', () => {
  it('an untouched form has nothing to save', () => {
    expect(changesOf(draftOf(workspace), workspace)).toEqual({});
    expect(faultsOf(draftOf(workspace), 'CNY')).toEqual({});
  });

  it('sends only what differs, rates as one table', () => {
    const draft = { ...draftOf(workspace), name: ' 新名 ', rates: [{ currency: 'USD', rate: '7.2' }] };
    expect(changesOf(draft, workspace)).toEqual({ name: '新名', exchangeRates: { USD: '7.2' } });
  });

  it('going back to the automatic currency is a change', () => {
    expect(changesOf(draftOf(workspace), { ...workspace, currencySetting: 'USD' })).toEqual({ currencySetting: null });
  });

  it.each([
    [[{ currency: 'usd', rate: '1' }], { 'rates.0.currency': 'rate-currency' }],
    [[{ currency: 'CNY', rate: '1' }], { 'rates.0.currency': 'rate-own' }],
    [
      [
        { currency: 'USD', rate: '1' },
        { currency: 'USD', rate: '2' },
      ],
      { 'rates.1.currency': 'rate-twice' },
    ],
    [[{ currency: 'USD', rate: '7,12' }], { 'rates.0.rate': 'rate-number' }],
    [[{ currency: 'USD', rate: '0' }], { 'rates.0.rate': 'rate-number' }],
  ])('faults stand at their place: %j', (rates, faults) => {
    expect(faultsOf({ ...draftOf(workspace), rates }, 'CNY')).toEqual(faults);
  });

  it('a name must not be empty or longer than 80', () => {
    expect(faultsOf({ ...draftOf(workspace), name: '  ' }, 'CNY')).toEqual({ name: 'name-empty' });
    expect(faultsOf({ ...draftOf(workspace), name: 'x'.repeat(81) }, 'CNY')).toEqual({ name: 'name-long' });
  });

  it.each([
    ['https://bi.example.com', 'https://bi.example.com'],
    [' HTTPS://BI.Example.com:443/ ', 'https://bi.example.com'],
    ['http://10.0.0.5:8080', 'http://10.0.0.5:8080'],
    ['http://[::1]:8080', 'http://[::1]:8080'],
    ['https://报表.公司', 'https://xn--4ruo45f.xn--55qx5d'],
  ])('an address is kept as browsers write it: %s', (typed, kept) => {
    const draft = { ...draftOf(workspace), publicAddress: typed };
    expect(faultsOf(draft, 'CNY')).toEqual({});
    expect(changesOf(draft, workspace)).toEqual({ publicAddress: kept });
  });

  it.each([
    'bi.example.com',
    'ftp://bi.example.com',
    'javascript:alert(1)',
    'https://bi.example.com/luopan',
    'https://me:secret@bi.example.com',
    'https://bi.example.com?x=1',
    'https://bi.example.com:99999',
  ])('what is no address of a server is said so: %s', (typed) => {
    expect(faultsOf({ ...draftOf(workspace), publicAddress: typed }, 'CNY')).toEqual({ publicAddress: 'address' });
  });

  it('an emptied address is a change to none', () => {
    const kept = { ...workspace, publicAddress: 'https://bi.example.com' };
    expect(changesOf({ ...draftOf(kept), publicAddress: ' ' }, kept)).toEqual({ publicAddress: null });
  });

  it("a server's complaint about a rate stands at its row", () => {
    expect(placeOf('exchangeRates.USD', draftOf(workspace))).toBe('rates.1.rate');
    expect(placeOf('timezone', draftOf(workspace))).toBe('timezone');
  });
});
