import type { ElementEvent } from 'echarts/core';
import type { TooltipRow } from './axes.ts';
import { helper, type init } from './echarts.ts';

export type Instance = ReturnType<typeof init>;

/** Where a place is drawn: at a value above a step, or as an item of a series; links are the streams between nodes. */
export type Spot = { step: number; value: number } | { series: number; item: number; isLink: boolean };

/** What stands at one place of a chart. By pointer it is hovered and clicked, by keyboard it is stepped to. */
export interface Place {
  title: string;
  rows: TooltipRow[];
  spot: Spot;
  /** Opens the people behind it; null where there is nobody. */
  onOpen: (() => void) | null;
}

export interface Frame {
  left: number;
  top: number;
  width: number;
  height: number;
  /** A point is ringed, a bar is framed. */
  isPoint: boolean;
}

/** Radius of the ring around a point, px. */
const ring = 8;

/** Where a place stands in the box of its chart, px; null while nothing is drawn there. */
export function frameOf(chart: Instance, spot: Spot): Frame | null {
  if ('value' in spot) return around(chart.convertToPixel({ gridIndex: 0 }, [spot.step, spot.value]));
  const box = boxOf(chart, spot);
  if (box === null) return spot.isLink ? null : around(chart.convertToPixel({ gridIndex: 0 }, [spot.item, 0]));
  const { x, y, width, height } = box;
  if (spot.isLink) return around([x + width / 2, y + height / 2]);
  return { left: x, top: y, width, height, isPoint: false };
}

function around(at: unknown): Frame | null {
  const [x, y]: unknown[] = Array.isArray(at) ? at : [];
  if (typeof x !== 'number' || typeof y !== 'number' || !Number.isFinite(x + y)) return null;
  return { left: x - ring, top: y - ring, width: 2 * ring, height: 2 * ring, isPoint: true };
}

type Shape = NonNullable<ElementEvent['target']>;

/** The box of an item's shapes, its label left out. */
function boxOf(chart: Instance, { series, item, isLink }: { series: number; item: number; isLink: boolean }) {
  const shapes = chart
    .getZr()
    .storage.getDisplayList()
    .filter((shape: Shape) => {
      const { seriesIndex, dataIndex, dataType } = helper.getECData(shape);
      if (shape.type === 'text' || shape.type === 'tspan') return false;
      return seriesIndex === series && dataIndex === item && (dataType === 'edge') === isLink;
    });
  return shapes.reduce<ReturnType<Shape['getBoundingRect']> | null>((all, shape) => {
    const box = shape.getBoundingRect().clone();
    const placed = shape.getComputedTransform();
    if (placed) box.applyTransform(placed);
    if (all === null) return box;
    all.union(box);
    return all;
  }, null);
}

/** A place in words: its title and figures, as they are read out. */
export function placeText({ title, rows }: Pick<Place, 'title' | 'rows'>): string {
  const figures = rows.map(({ name, value, note }) => [name, value, note].filter(Boolean).join(' '));
  return [title, figures.join(', ')].filter(Boolean).join(': ');
}

/** The place that a key leads to: sideways from step to step, up and down within one; null for other keys. */
export function placeAfter(
  key: string,
  [step, row]: [number, number],
  sizes: readonly number[],
): [number, number] | null {
  const at = (next: number): [number, number] => {
    const inside = Math.min(sizes.length - 1, Math.max(0, next));
    return [inside, Math.min(row, Math.max(0, (sizes[inside] ?? 1) - 1))];
  };
  const within = (next: number): [number, number] => [step, Math.min((sizes[step] ?? 1) - 1, Math.max(0, next))];
  switch (key) {
    case 'ArrowLeft':
      return at(step - 1);
    case 'ArrowRight':
      return at(step + 1);
    case 'ArrowUp':
      return within(row + 1);
    case 'ArrowDown':
      return within(row - 1);
    case 'PageUp':
      return at(step - 10);
    case 'PageDown':
      return at(step + 10);
    case 'Home':
      return at(0);
    case 'End':
      return at(sizes.length - 1);
    default:
      return null;
  }
}
