import { describe, expect, it } from 'vitest';
import { foundEntries, type PaletteEntry } from './entries.ts';

const entry = (id: string, group: PaletteEntry['group'], label: string, words = ''): PaletteEntry => ({
  id,
  group,
  label,
  words,
  note: '',
  run: () => {},
});
const entries = [
  entry('data', 'pages', '数据'),
  entry('overview', 'boards', '经营总览', 'Overview'),
  entry('rev', 'fields', '销售额', 'orders.revenue turnover'),
  ...Array.from({ length: 20 }, (_, index) => entry(`r${index}`, 'reports', `销售报表 ${index}`)),
];
const pinyinOf = (text: string) => (text === '经营总览' ? 'jingyingzonglan jyzl' : '');
const ids = (search: string) => foundEntries(entries, search, pinyinOf).map((one) => one.id);

describe('palette', () => {
  it('finds by label, pinyin and other words', () => {
    expect(ids('数据')).toEqual(['data']);
    expect(ids('jyzl')).toEqual(['overview']);
    expect(ids('turnover')).toEqual(['rev']);
    expect(ids('overview')).toEqual(['overview']);
    expect(ids('nothing')).toEqual([]);
  });

  it('shows a few of every group, so that many reports do not hide a field', () => {
    const found = ids('销售');
    expect(found.filter((id) => id.startsWith('r') && id !== 'rev')).toHaveLength(6);
    expect(found).toContain('rev');
  });
});
