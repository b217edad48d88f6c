import { expect, it } from 'vitest';
import { type FigureStyle, figureWriter, scaleOf, unitNote } from './cell-format.ts';

const money: FigureStyle = {
  ...{ unit: 'money', calculation: null, number: undefined, largest: 200_000 },
  ...{ language: 'zh-CN', currency: 'GBP' },
};

it('figures for spreadsheets are numbers: no currency sign, a hyphen before losses, no plus before gains', () => {
  const { short, exact, plain } = figureWriter(money);
  expect([short(-20159.29), exact(-20159.29), plain(-20159.29)]).toEqual([
    '\u221220,159',
    '\u2212£20,159.29',
    '-20,159.29',
  ]);
  const change = figureWriter({
    ...money,
    calculation: { kind: 'compared', basis: 'previous_year', show: 'percent_change' },
  });
  expect([change.exact(0.053), change.plain(0.053), change.plain(-0.053)]).toEqual(['+5.30%', '5.30%', '-5.30%']);
});

it('they are whole where the table tells thousands', () => {
  const { short, plain } = figureWriter({
    ...money,
    number: { valueId: 'v', style: 'auto', digits: null, scale: 'thousand' },
  });
  expect([short(1_234_567.89), plain(1_234_567.89)]).toEqual(['1,234.6', '1,234,567.89']);
});

it('percents are told in no scale, whatever was chosen for the figures', () => {
  const number = { valueId: 'v', style: 'auto', digits: null, scale: 'million' } as const;
  expect([scaleOf({ ...money, number }), unitNote({ ...money, number })]).toEqual(['百万', '百万£']);
  for (const style of [
    { ...money, unit: 'percent' as const, number },
    { ...money, number: { ...number, style: 'percent' as const } },
  ]) {
    expect([scaleOf(style), unitNote(style), figureWriter(style).short(0.5)]).toEqual(['', '', '50.0%']);
  }
});
