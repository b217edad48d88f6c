import { describe, expect, it } from 'vitest';
import { chartLookInput, palettes } from '../../contract/chart-look.ts';
import { tokens } from '../ui/tokens.ts';
import { orderOf, paletteColors, withLook } from './look.ts';
import type { Plot } from './plot.ts';

const names = ['上海', '北京', '其他', '广州'];
const values = [3, 9, 100, 9];
const plot: Plot = {
  categories: names.map((name) => ({
    ...{ label: name, name, isOther: name === '其他' },
    ...{ isIncomplete: false, isChosen: false },
  })),
  series: [
    {
      ...{ name: '销售额', color: tokens.light.series[1], values, isSecond: false, axisName: '' },
      ...{ format: String, tick: String },
    },
  ],
  ...{ hasChoice: false, isTime: false, stacking: 'none', isHorizontal: false, target: null, notes: [] },
  ...{ tick: String, secondTick: String, short: String, exact: String, label: '' },
  tooltip: (place) => ({ title: names[place] ?? '', rows: [] }),
  tokens: tokens.light,
  words: { total: '', other: '' },
  onMark: undefined,
};
const ordered = (sort: 'auto' | 'value-desc' | 'value-asc' | 'name') => orderOf(plot, sort).map((at) => names[at]);

describe('the order of a chart', () => {
  it('keeps “other” last, breaks ties by pinyin, and leaves time alone', () => {
    expect(ordered('auto')).toEqual(names);
    expect(ordered('value-desc')).toEqual(['北京', '广州', '上海', '其他']);
    expect(ordered('value-asc')).toEqual(['上海', '北京', '广州', '其他']);
    expect(ordered('name')).toEqual(['北京', '广州', '上海', '其他']);
    expect(orderOf({ ...plot, isTime: true }, 'value-desc')).toEqual([0, 1, 2, 3]);
  });

  it('leads marks and hovers back to where they were', () => {
    const told: number[] = [];
    const look = chartLookInput.parse({ sort: 'value-desc' });
    const drawn = withLook({ ...plot, onMark: ({ mark }) => told.push(mark.category) }, look);
    drawn.onMark?.({ kind: 'choose', mark: { category: 0, series: 0 } });
    expect(told).toEqual([1]);
    expect(drawn.tooltip(2).title).toBe('上海');
    expect(drawn.series[0]?.values).toEqual([9, 9, 3, 100]);
  });
});

describe('palettes', () => {
  it('give eight colours that differ, the last one grey, and recolour series by their place', () => {
    for (const palette of palettes) {
      for (const theme of [tokens.light, tokens.dark]) {
        const colors = paletteColors(palette, theme);
        expect(new Set(colors).size, palette).toBe(8);
        expect(colors[7]).toBe(theme.series[7]);
      }
    }
    const drawn = withLook(plot, chartLookInput.parse({ palette: 'okabe-ito' }));
    expect(drawn.series[0]?.color).toBe('#E69F00');
  });
});
