import { describe, expect, it } from 'vitest';
import { bandsOf } from './bands.ts';

const columns = { dimension: 'd', measure: 'm' };
const rows = (pairs: [number | null, number][]) => pairs.map(([d, m]) => ({ d, m: String(m) }));

describe('bands', () => {
  it('come in order, without holes, from the first to the last that has something', () => {
    const bounds = [-1, 0, 10, 20, 50, 1000, 2000, 10_000, 20_000];
    const bands = bandsOf(
      rows([
        [1000, 2],
        [10, 5],
        [null, 9],
        [20_000, 0],
      ]),
      columns,
      bounds,
      'en',
    );
    expect(bands).toEqual([
      { key: '10', label: '10–20', value: 5 },
      { key: '20', label: '20–50', value: 0 },
      { key: '50', label: '50–1K', value: 0 },
      { key: '1000', label: '1K–2K', value: 2 },
    ]);
  });

  it('are open at both ends', () => {
    const bands = bandsOf(
      rows([
        [-1, 1],
        [0, 1],
        [10_000, 1],
      ]),
      columns,
      [-1, 0, 5000, 10_000],
      'zh-CN',
    );
    expect(bands.map((band) => band.label)).toEqual(['<0', '0–5000', '5000–1万', '1万+']);
  });

  it('take their bounds from the rows where the model names none', () => {
    expect(
      bandsOf(
        rows([
          [50, 1],
          [0, 2],
        ]),
        columns,
        null,
        'en',
      ).map((band) => band.label),
    ).toEqual(['0–50', '50+']);
  });
});
