import { expect, it } from 'vitest';
import { tokens } from '../ui/tokens.ts';
import { categoryAxis, slantedWhereTight, valueAxis } from './axes.ts';
import { init } from './echarts.ts';

const names = Array.from({ length: 24 }, (_, index) => `VICTORIAN GLASS HANGING T-LIGHT ${index + 1}`);

/** Names that a drawing of that size shows along its bottom. */
function drawnNames(labels: string[], width: number, height: number): string[] {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  chart.setOption({
    ...slantedWhereTight(labels),
    animation: false,
    grid: { left: 4, right: 14, top: 14, bottom: 2, containLabel: true },
    xAxis: categoryAxis(labels, tokens.light),
    yAxis: valueAxis(String, tokens.light, { isFromZero: true }),
    series: [{ type: 'bar', data: labels.map((_, index) => index) }],
  });
  const texts = [...chart.renderToSVGString().matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => match[1] ?? '');
  chart.dispose();
  return texts.filter((text) => /[A-Z]/.test(text));
}

it('names most bars, however long their names: aslant and cut where they do not fit beside each other', () => {
  const drawn = drawnNames(names, 500, 500);
  expect(drawn.length).toBeGreaterThanOrEqual(12);
  expect(drawn.every((text) => text.endsWith('…') || text.endsWith('...'))).toBe(true);
});

it('leaves names whole that fit, and does not slant them in a drawing too low for it', () => {
  expect(drawnNames(names.slice(0, 3), 1200, 500)).toEqual(names.slice(0, 3));
  expect(drawnNames(names, 500, 160).every((text) => names.includes(text))).toBe(true);
});
