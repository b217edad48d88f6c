import { describe, expect, it } from 'vitest';
import type { Workspace } from '../../../contract/workspace.ts';
import { defaultsOf, sentOptions } from './import-defaults.ts';

const workspace: Workspace = {
  name: '示例公司',
  language: 'zh-CN',
  timezone: 'Asia/Shanghai',
  currencySetting: null,
  currency: 'GBP',
  weekStart: 1,
  fiscalYearStartMonth: 1,
  riseColor: 'red',
  exchangeRates: {},
  publicAddress: null,
};

describe('defaults of an import', () => {
  it('pounds of the sample are not taken for the currency of a first file of one’s own', () => {
    expect(defaultsOf(workspace, false)).toMatchObject({ currency: 'CNY', isCurrencyGuessed: true });
    expect(defaultsOf({ ...workspace, language: 'en' }, false)).toMatchObject({ currency: 'USD' });
  });

  it('a chosen currency, or that of orders there are, is taken as it is', () => {
    const chosen = defaultsOf({ ...workspace, currencySetting: 'EUR' }, false);
    expect(chosen).toEqual({ timezone: 'Asia/Shanghai', currency: 'EUR', isCurrencyGuessed: false });
    expect(defaultsOf(workspace, true)).toMatchObject({ currency: 'GBP', isCurrencyGuessed: false });
  });

  it('what is shown is sent, unless something else was chosen', () => {
    const defaults = defaultsOf(workspace, false);
    expect(sentOptions({ mode: 'append' }, defaults)).toEqual({
      mode: 'append',
      timezone: 'Asia/Shanghai',
      currency: 'CNY',
    });
    expect(sentOptions({ currency: 'USD' }, defaults).currency).toBe('USD');
  });
});
