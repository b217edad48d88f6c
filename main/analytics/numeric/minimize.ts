export interface ObjectiveValue {
  value: number;
  gradient: Float64Array;
}

export interface Minimum {
  point: Float64Array;
  value: number;
  gradient: Float64Array;
  iterations: number;
  hasConverged: boolean;
}

export interface MinimizeOptions {
  maxIterations?: number;
  /** Stop when no component of the gradient, relative to the size of the objective, exceeds this. */
  gradientTolerance?: number;
}

/**
 * Minimises a smooth function of few variables by BFGS with a line search that satisfies the weak Wolfe conditions
 * by bisection (Nocedal & Wright 2006, algorithm 6.1; Lewis & Overton 2013 for the search).
 *
 * @param objective value and exact gradient at a point; a value that is not finite is treated as a wall
 */
export function minimize(
  objective: (point: Float64Array) => ObjectiveValue,
  start: ArrayLike<number>,
  options: MinimizeOptions = {},
): Minimum {
  const maxIterations = options.maxIterations ?? 500;
  const tolerance = options.gradientTolerance ?? 1e-9;
  const size = start.length;
  let point: Float64Array = Float64Array.from(start);
  let current = objective(point);
  let inverseHessian = identity(size);
  for (let iteration = 0; iteration < maxIterations; iteration += 1) {
    if (isFlat(current, tolerance)) return { point, ...current, iterations: iteration, hasConverged: true };
    let direction: Float64Array = descend(inverseHessian, current.gradient);
    if (dot(direction, current.gradient) >= 0) {
      inverseHessian = identity(size);
      direction = descend(inverseHessian, current.gradient);
    }
    const step = search(objective, point, current, direction);
    if (step === null) {
      return { point, ...current, iterations: iteration, hasConverged: isFlat(current, Math.sqrt(tolerance)) };
    }
    update(inverseHessian, subtract(step.point, point), subtract(step.at.gradient, current.gradient));
    point = step.point;
    current = step.at;
  }
  return { point, ...current, iterations: maxIterations, hasConverged: isFlat(current, Math.sqrt(tolerance)) };
}

/**
 * Hessian by central differences of an exact gradient; used for standard errors at an optimum.
 *
 * @returns row-major size × size matrix, symmetrised
 */
export function hessianOf(objective: (point: Float64Array) => ObjectiveValue, point: Float64Array): Float64Array[] {
  const rows = Array.from(point, (value, index) => {
    const width = 1e-5 * Math.max(1, Math.abs(value));
    const above = Float64Array.from(point);
    const below = Float64Array.from(point);
    above[index] = value + width;
    below[index] = value - width;
    const difference = subtract(objective(above).gradient, objective(below).gradient);
    return difference.map((slope) => slope / (2 * width));
  });
  return rows.map((row, i) => row.map((value, j) => (value + (rows[j]?.[i] ?? value)) / 2));
}

/** Inverse of a small matrix by Gauss-Jordan elimination with pivoting; null when it is singular. */
export function invert(matrix: readonly Float64Array[]): Float64Array[] | null {
  const size = matrix.length;
  const rows: Float64Array[] = matrix.map((row, i) => {
    const wide = new Float64Array(2 * size);
    wide.set(row);
    wide[size + i] = 1;
    return wide;
  });
  for (let column = 0; column < size; column += 1) {
    let pivot = column;
    for (let i = column + 1; i < size; i += 1) {
      if (Math.abs(at(rows, i, column)) > Math.abs(at(rows, pivot, column))) pivot = i;
    }
    const pivotRow = rows[pivot] as Float64Array;
    const divisor = pivotRow[column] as number;
    if (!(Math.abs(divisor) > 1e-300)) return null;
    rows[pivot] = rows[column] as Float64Array;
    rows[column] = pivotRow.map((value) => value / divisor);
    for (let i = 0; i < size; i += 1) {
      if (i === column) continue;
      const factor = at(rows, i, column);
      rows[i] = (rows[i] as Float64Array).map((value, j) => value - factor * at(rows, column, j));
    }
  }
  return rows.map((row) => row.slice(size));
}

function search(
  objective: (point: Float64Array) => ObjectiveValue,
  point: Float64Array,
  from: ObjectiveValue,
  direction: Float64Array,
): { point: Float64Array; at: ObjectiveValue } | null {
  const slope = dot(direction, from.gradient);
  let low = 0;
  let high = Number.POSITIVE_INFINITY;
  let length = 1;
  let best: { point: Float64Array; at: ObjectiveValue } | null = null;
  for (let trial = 0; trial < 60; trial += 1) {
    const candidate = point.map((value, i) => value + length * (direction[i] as number));
    const at = objective(candidate);
    if (!Number.isFinite(at.value) || at.value > from.value + 1e-4 * length * slope) {
      high = length;
    } else {
      if (at.value < from.value) best = { point: candidate, at };
      if (dot(direction, at.gradient) >= 0.9 * slope) return { point: candidate, at };
      low = length;
    }
    length = Number.isFinite(high) ? (low + high) / 2 : low * 2;
  }
  return best;
}

function update(inverse: Float64Array[], step: Float64Array, change: Float64Array): void {
  const curvature = dot(step, change);
  if (!(curvature > 1e-300)) return;
  const product = inverse.map((row) => dot(row, change));
  const scale = (1 + product.reduce((sum, value, i) => sum + value * (change[i] as number), 0) / curvature) / curvature;
  for (let i = 0; i < step.length; i += 1) {
    const row = inverse[i] as Float64Array;
    for (let j = 0; j < step.length; j += 1) {
      const si = step[i] as number;
      const sj = step[j] as number;
      row[j] =
        (row[j] as number) + scale * si * sj - ((product[i] as number) * sj + si * (product[j] as number)) / curvature;
    }
  }
}

const at = (rows: readonly Float64Array[], i: number, j: number): number => (rows[i] as Float64Array)[j] as number;
const dot = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
const subtract = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, i) => value - (b[i] as number));
const descend = (inverse: Float64Array[], gradient: Float64Array): Float64Array =>
  Float64Array.from(inverse, (row) => -dot(row, gradient));
const isFlat = (at: ObjectiveValue, tolerance: number): boolean =>
  at.gradient.every((slope) => Math.abs(slope) <= tolerance * Math.max(1, Math.abs(at.value)));
const identity = (size: number): Float64Array[] =>
  Array.from({ length: size }, (_, i) => Float64Array.from({ length: size }, (_unused, j) => (i === j ? 1 : 0)));
