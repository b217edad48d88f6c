import type { ReactNode } from 'react';
import type { AnalysisKind } from '../../../contract/analysis-kinds.ts';

const ink = 'var(--series-1)';
const quiet = 'var(--line)';
const warm = 'var(--accent)';
const bars = (heights: readonly number[], color: (i: number) => string = () => ink): ReactNode =>
  heights.map((height, i) => (
    <rect
      // biome-ignore lint/suspicious/noArrayIndexKey: a drawing
      key={i}
      x={4 + i * (112 / heights.length)}
      y={56 - height}
      width={112 / heights.length - 6}
      height={height}
      rx={1}
      fill={color(i)}
    />
  ));
const cells = (rows: number, columns: number, depth: (r: number, c: number) => number): ReactNode =>
  Array.from({ length: rows * columns }, (_, i) => {
    const [r, c] = [Math.floor(i / columns), i % columns];
    const value = depth(r, c);
    return value <= 0 ? null : (
      <rect
        // biome-ignore lint/suspicious/noArrayIndexKey: a drawing
        key={i}
        x={4 + c * (112 / columns)}
        y={4 + r * (52 / rows)}
        width={112 / columns - 2}
        height={52 / rows - 2}
        fill={ink}
        opacity={value}
      />
    );
  });

const pictures: Record<AnalysisKind, ReactNode> = {
  funnel: bars([52, 34, 22, 15]),
  retention: cells(5, 6, (r, c) => (c <= 5 - r ? ([1, 0.5, 0.4, 0.33, 0.28, 0.24][c] ?? 0) : 0)),
  lifecycle: (
    <>
      {bars([18, 24, 30, 26, 34, 38])}
      <path d="M2 56h116" stroke={quiet} />
    </>
  ),
  stickiness: bars([50, 32, 22, 16, 12, 9, 8, 12]),
  paths: (
    <>
      <path d="M6 14C50 14 60 10 114 10" stroke={ink} strokeWidth="12" opacity=".55" fill="none" />
      <path d="M6 26C50 26 60 38 114 38" stroke={ink} strokeWidth="8" opacity=".35" fill="none" />
      <path d="M6 46C50 46 64 52 114 52" stroke={ink} strokeWidth="5" opacity=".25" fill="none" />
    </>
  ),
  rfm: cells(5, 5, (r, c) => 0.15 + ((4 - r) * 0.5 + c * 0.5) * 0.2),
  clv: (
    <>
      <path d="M4 54C30 50 44 40 60 28S96 8 116 6" stroke={ink} strokeWidth="2" fill="none" />
      <path d="M60 28C76 18 96 14 116 13" stroke={warm} strokeWidth="2" strokeDasharray="3 3" fill="none" />
    </>
  ),
  churn: <path d="M4 6h14v9h18v9h20v7h22v6h20v5h18" stroke={ink} strokeWidth="2" fill="none" />,
  feedback: bars([8, 6, 6, 8, 10, 12, 14, 22, 34, 46, 52], (i) => (i <= 6 ? warm : i <= 8 ? quiet : ink)),
  stages: (
    <>
      {[52, 40, 26, 18].map((width, i) => (
        <rect
          key={width}
          x={60 - width}
          y={4 + i * 14}
          width={width * 2}
          height={10}
          rx={1}
          fill={ink}
          opacity={1 - i * 0.16}
        />
      ))}
    </>
  ),
  journey: (
    <>
      <path d="M8 40C30 10 44 10 60 30s34 20 52-14" stroke={quiet} strokeWidth="2" fill="none" />
      {[
        [8, 40],
        [34, 18],
        [60, 30],
        [88, 42],
        [112, 16],
      ].map(([x, y], i) => (
        <circle key={x} cx={x} cy={y} r="5" fill={i === 4 ? warm : ink} />
      ))}
    </>
  ),
};

/** A miniature of what an analysis shows; no figures, only the shape. */
export function AnalysisPicture({ kind }: { kind: AnalysisKind }) {
  return (
    <svg width="120" height="60" viewBox="0 0 120 60" aria-hidden="true" focusable="false">
      {pictures[kind]}
    </svg>
  );
}
