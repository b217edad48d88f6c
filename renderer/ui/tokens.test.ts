import { describe, expect, it } from 'vitest';
import { cssVariables, type ThemeName, tokens } from './tokens.ts';

/** Relative luminance and contrast ratio by WCAG 2.2. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((start) => Number.parseInt(hex.slice(start, start + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((left, right) => left - right);
  return (high + 0.05) / (low + 0.05);
}

describe.each(['light', 'dark'] as ThemeName[])('%s theme', (name) => {
  const { paper, surface, ink, ink2, ink3, accentInk, accentSoft, red, green, series } = tokens[name];

  it('reads at 4.5:1 wherever there are words', () => {
    const words = [ink, ink2, ink3, accentInk, red, green];
    const pairs = words.flatMap((word) => [paper, surface].map((ground) => [word, ground] as const));
    const faint = [...pairs, [accentInk, accentSoft] as const].filter(([word, ground]) => contrast(word, ground) < 4.5);
    expect(faint).toEqual([]);
  });

  it('shows lines and bars on their ground at 2.5:1 or more', () => {
    expect(series.filter((color) => contrast(color, surface) < 2.5)).toEqual([]);
  });
});

describe('rise and fall', () => {
  it('follow the setting', () => {
    expect(cssVariables('light', 'red')['--rise']).toBe(tokens.light.red);
    expect(cssVariables('light', 'green')['--rise']).toBe(tokens.light.green);
    expect(cssVariables('light', 'green')['--fall']).toBe(tokens.light.red);
    expect(cssVariables('dark', 'red')['--series-8']).toBe(tokens.dark.series[7]);
    expect(cssVariables('dark', 'red')['--accent-soft']).toBe(tokens.dark.accentSoft);
  });
});
