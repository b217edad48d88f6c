import { useEffect, useRef } from 'react';
import styles from './charts.module.css';
import { type EChartsCoreOption, init } from './echarts.ts';

type Instance = ReturnType<typeof init>;

/** A mark of a chart: places in its categories and series; -1 where it belongs to none. */
export interface Mark {
  category: number;
  series: number;
}

/** What a reader did to a mark: chose it alone, added it to the choice, or asked what can be done with it. */
export type MarkAction = { kind: 'choose' | 'add'; mark: Mark } | { kind: 'menu'; mark: Mark; x: number; y: number };

interface ChartProps {
  option: EChartsCoreOption;
  /** What the chart shows, in a sentence, for those who do not see it. */
  label: string;
  onMark?: ((action: MarkAction) => void) | undefined;
  /** A mark that was clicked. Whoever works without a pointer needs another way to the same. */
  onPick?: (mark: PickedMark) => void;
  /** A category that was clicked, anywhere above its name: points of a line are too small to be hit. */
  onStep?: ((index: number) => void) | undefined;
}

/** A mark of a chart: place in its series, and the datum it was drawn from. */
export interface PickedMark {
  seriesIndex: number;
  dataIndex: number;
  dataType: string | undefined;
  data: unknown;
}

/** An ECharts drawing (SVG) that fills its box, follows its size and leaves nothing behind. */
export function Chart({ option, label, onMark, onPick, onStep }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<Instance | null>(null);
  const tell = useRef(onMark);
  const pick = useRef(onPick);
  const step = useRef(onStep);
  useEffect(() => {
    tell.current = onMark;
    pick.current = onPick;
    step.current = onStep;
  });

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const instance = init(element, null, { renderer: 'svg' });
    chart.current = instance;
    instance.on('click', (parameters) => {
      pick.current?.(parameters as unknown as PickedMark);
      const mark = markOf(parameters);
      const { event } = (parameters.event ?? {}) as { event?: MouseEvent };
      if (mark) tell.current?.({ kind: event?.ctrlKey || event?.metaKey ? 'add' : 'choose', mark });
    });
    instance.on('contextmenu', (parameters) => {
      const mark = markOf(parameters);
      const { event } = (parameters.event ?? {}) as { event?: MouseEvent };
      if (!mark || !event || !tell.current) return;
      event.preventDefault();
      tell.current({ kind: 'menu', mark, x: event.clientX, y: event.clientY });
    });
    const ground = instance.getZr();
    ground.on('click', ({ offsetX, offsetY }) => {
      const index = step.current ? stepAt(instance, [offsetX, offsetY]) : null;
      if (index !== null) step.current?.(index);
    });
    ground.on('mousemove', ({ offsetX, offsetY }) => {
      if (step.current && stepAt(instance, [offsetX, offsetY]) !== null) ground.setCursorStyle('pointer');
    });
    const observer = new ResizeObserver(() => instance.resize());
    observer.observe(element);
    for (const name of pointerEvents) element.addEventListener(name, placePointer, { capture: true });
    return () => {
      observer.disconnect();
      for (const name of pointerEvents) element.removeEventListener(name, placePointer, { capture: true });
      instance.dispose();
      chart.current = null;
    };
  }, []);

  useEffect(() => {
    // Figures appear where they are: growing bars would say nothing, and a label on its way has no place yet.
    chart.current?.setOption({ animation: false, ...option }, { notMerge: true });
  }, [option]);

  return <div ref={box} className={styles.chart} role="img" data-drawing="" aria-label={label} />;
}

/** The category under a place of the drawing; null beside the plot. */
function stepAt(instance: Instance, place: [number, number]): number | null {
  if (!instance.containPixel({ gridIndex: 0 }, place)) return null;
  const [category] = instance.convertFromPixel({ gridIndex: 0 }, place);
  return typeof category === 'number' && Number.isFinite(category) ? Math.round(category) : null;
}

/** Items say by `mark` what they stand for; without it, a plain series counts its items. */
function markOf(parameters: { componentType?: string; data?: unknown; dataIndex?: number }): Mark | null {
  if (parameters.componentType !== 'series') return null;
  const { data } = parameters;
  if (typeof data === 'object' && data !== null && 'mark' in data) return (data.mark as Mark | null) ?? null;
  return parameters.dataIndex === undefined ? null : { category: parameters.dataIndex, series: -1 };
}

const pointerEvents = ['mousemove', 'mouseover', 'mouseout', 'mousedown', 'mouseup', 'click', 'pointermove'] as const;

/**
 * ECharts reads `offsetX`, which a zoomed ancestor (the presentation) distorts. It trusts `zrX` and `zrY` where an
 * event has them already, so they are set here from what the eye sees.
 */
function placePointer(event: Event): void {
  const { currentTarget: box } = event;
  if (!(event instanceof MouseEvent) || !(box instanceof HTMLElement)) return;
  const seen = box.getBoundingClientRect();
  Object.assign(event, {
    zrX: ((event.clientX - seen.left) / seen.width) * box.clientWidth,
    zrY: ((event.clientY - seen.top) / seen.height) * box.clientHeight,
  });
}
