import styles from './charts.module.css';

interface SparklineProps {
  values: (number | null)[];
  /** The same steps of the compared period, drawn thin and dashed. */
  compared?: (number | null)[];
  incompleteFrom: number | null;
  label: string;
}

const width = 100;
const height = 30;

/** The shape of a period in the height of a line; scaled to its own range, so it shows the way, not the size. */
export function Sparkline({ values, compared = [], incompleteFrom, label }: SparklineProps) {
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
  return (
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
      {split < values.length ? <path className={styles.sparkDotted} d={path(values, Math.max(0, split - 1))} /> : null}
    </svg>
  );
}

type Project = (value: number) => number;

function pathOf(list: (number | null)[], from: number, x: Project, y: Project): string {
  let path = '';
  let isDrawing = false;
  list.forEach((value, index) => {
    if (index < from) return;
    if (value !== null) path += `${isDrawing ? 'L' : 'M'}${x(index).toFixed(2)} ${y(value).toFixed(2)}`;
    isDrawing = value !== null;
  });
  return path;
}

function areaOf(list: (number | null)[], x: Project, y: Project): string {
  const first = list.findIndex((value) => value !== null);
  const last = list.findLastIndex((value) => value !== null);
  const line = list.slice(first, last + 1);
  if (first === -1 || line.includes(null)) return '';
  return `${pathOf(list, 0, x, y)}L${x(last).toFixed(2)} ${height}L${x(first).toFixed(2)} ${height}Z`;
}
