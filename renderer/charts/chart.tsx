import { useEffect, useRef } from 'react';
import styles from './charts.module.css';
import { type EChartsCoreOption, init } from './echarts.ts';
import { PlaceReader } from './place-reader.tsx';
import type { Instance, Place } from './places.ts';

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
  /** The same for whole categories, anywhere above their names: what a click meant for a mark is not told again. */
  onCategory?: ((action: MarkAction) => void) | undefined;
  /** A mark that was clicked; whoever works without a pointer reaches the same by `places`. */
  onPick?: (mark: PickedMark) => void;
  /** A category that was clicked, anywhere above its name: points of a line are too small to be hit. */
  onStep?: ((index: number, at: Pointed) => void) | undefined;
  /** What can be opened, step by step from the left, each from below: the keyboard's road to the same. */
  places?: readonly (readonly Place[])[] | undefined;
}

/** Where the pointer is: along the steps, the value of the axis at its height, and how much of that one pixel is. */
export interface Pointed {
  step: number;
  value: number;
  perPixel: number;
}

/** A mark of a chart: place in its series, and the datum it was drawn from. */
export interface PickedMark {
  seriesIndex: number;
  dataIndex: number;
  dataType: string | undefined;
  data: unknown;
}

/** An ECharts drawing (SVG) that fills its box, follows its size and leaves nothing behind. */
export function Chart({ option, label, onMark, onCategory, onPick, onStep, places }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<Instance | null>(null);
  const tell = useRef(onMark);
  const tellCategory = useRef(onCategory);
  const pick = useRef(onPick);
  const step = useRef(onStep);
  useEffect(() => {
    tell.current = onMark;
    tellCategory.current = onCategory;
    pick.current = onPick;
    step.current = onStep;
  });

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const instance = init(element, null, { renderer: 'svg' });
    chart.current = instance;
    let told: MouseEvent | undefined;
    instance.on('click', (parameters) => {
      pick.current?.(parameters as unknown as PickedMark);
      const mark = markOf(parameters);
      const { event } = (parameters.event ?? {}) as { event?: MouseEvent };
      if (mark && tell.current) told = event;
      if (mark) tell.current?.({ kind: event?.ctrlKey || event?.metaKey ? 'add' : 'choose', mark });
    });
    instance.on('contextmenu', (parameters) => {
      const mark = markOf(parameters);
      const { event } = (parameters.event ?? {}) as { event?: MouseEvent };
      if (!mark || !event || !tell.current) return;
      event.preventDefault();
      told = event;
      tell.current({ kind: 'menu', mark, x: event.clientX, y: event.clientY });
    });
    const ground = instance.getZr();
    ground.on('click', ({ offsetX, offsetY }) => {
      const index = step.current ? stepAt(instance, [offsetX, offsetY]) : null;
      if (index !== null) step.current?.(index, pointedAt(instance, [offsetX, offsetY]));
    });
    const tellOf = (native: unknown, place: [number, number], isMenu: boolean) => {
      const event = native as MouseEvent;
      const category = tellCategory.current && event !== told ? stepAt(instance, place) : null;
      if (category === null) return;
      const mark = { category, series: -1 };
      if (isMenu) event.preventDefault();
      tellCategory.current?.(
        isMenu
          ? { kind: 'menu', mark, x: event.clientX, y: event.clientY }
          : { kind: event.ctrlKey || event.metaKey ? 'add' : 'choose', mark },
      );
    };
    ground.on('click', ({ event, offsetX, offsetY }) => tellOf(event, [offsetX, offsetY], false));
    ground.on('contextmenu', ({ event, offsetX, offsetY }) => tellOf(event, [offsetX, offsetY], true));
    ground.on('mousemove', ({ offsetX, offsetY }) => {
      if ((step.current || tellCategory.current) && stepAt(instance, [offsetX, offsetY]) !== null)
        ground.setCursorStyle('pointer');
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

  const drawing = <div ref={box} className={styles.chart} role="img" data-drawing="" aria-label={label} />;
  if (!places) return drawing;
  return (
    <div className={styles.withReader}>
      {drawing}
      {places.length > 0 ? <PlaceReader label={label} places={places} chart={chart} drawn={option} /> : null}
    </div>
  );
}

function pointedAt(instance: Instance, [x, y]: [number, number]): Pointed {
  const at = (height: number) => {
    const [step = 0, value = 0] = instance
      .convertFromPixel({ gridIndex: 0 }, [x, height])
      .map((one) => (Number.isFinite(one) ? one : 0));
    return { step, value };
  };
  const { step, value } = at(y);
  return { step, value, perPixel: Math.abs(at(y + 1).value - value) };
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
