import { type PointerEvent, useState } from 'react';
import styles from './charts.module.css';

interface SparklineProps {
  values: (number | null)[];
  /** The same steps of the compared period, drawn thin and dashed. */
  compared?: (number | null)[];
  incompleteFrom: number | null;
  label: string;
  /** What is written while the pointer is over a step. */
  describe: (index: number) => string;
}

const width = 100;
const height = 30;

/** The shape of a period in the height of a line; scaled to its own range, so it shows the way, not the size. */
export function Sparkline({ values, compared = [], incompleteFrom, label, describe }: SparklineProps) {
  const [index, setIndex] = useState<number | null>(null);
  const known = [...values, ...compared].filter((value) => value !== null);
  const top = Math.max(...known);
  const bottom = Math.min(...known);
  const y = (value: number) =>
    top === bottom ? height / 2 : 2 + (1 - (value - bottom) / (top - bottom)) * (height - 4);
  const x = (index: number) => (values.length < 2 ? width / 2 : (index / (values.length - 1)) * width);
  const path = (list: (number | null)[], from = 0) => pathOf(list, from, x, y);
  const split = incompleteFrom ?? values.length;
  const solid = values.map((value, index) => (index < split ? value : null));
  const line = path(solid);
  const follow = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const place = Math.round(((event.clientX - box.left) / box.width) * (values.length - 1));
    setIndex(Math.min(values.length - 1, Math.max(0, place)));
  };
  const pointed = index === null ? null : (values[index] ?? null);
  return (
    <div className={styles.sparkBox} onPointerMove={follow} onPointerLeave={() => setIndex(null)}>
      <svg
        className={styles.sparkline}
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={label}
      >
        {compared.length > 0 ? <path className={styles.sparkCompared} d={path(compared)} /> : null}
        <path className={styles.sparkArea} d={areaOf(solid, x, y)} />
        <path className={styles.sparkLine} d={line} />
        {split < values.length ? (
          <path className={styles.sparkDotted} d={path(values, Math.max(0, split - 1))} />
        ) : null}
      </svg>
      {index === null ? null : (
        <span className={styles.sparkText} data-side={index > values.length / 2 ? 'left' : 'right'}>
          {describe(index)}
        </span>
      )}
      {index === null || pointed === null ? null : (
        <i className={styles.sparkDot} style={{ left: `${x(index)}%`, top: `${(y(pointed) / height) * 100}%` }} />
      )}
    </div>
  );
}

type Project = (value: number) => number;

/** Steps without a value (a shop's closed days in a ratio) are bridged: at this size a gap would only look broken. */
function pathOf(list: (number | null)[], from: number, x: Project, y: Project): string {
  let path = '';
  list.forEach((value, index) => {
    if (index < from || value === null) return;
    path += `${path === '' ? 'M' : 'L'}${x(index).toFixed(2)} ${y(value).toFixed(2)}`;
  });
  return path;
}

function areaOf(list: (number | null)[], x: Project, y: Project): string {
  const first = list.findIndex((value) => value !== null);
  const last = list.findLastIndex((value) => value !== null);
  if (first === -1) return '';
  return `${pathOf(list, 0, x, y)}L${x(last).toFixed(2)} ${height}L${x(first).toFixed(2)} ${height}Z`;
}
