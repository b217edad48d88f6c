import { useEffect, useRef } from 'react';
import styles from './charts.module.css';
import { type EChartsCoreOption, init } from './echarts.ts';

type Instance = ReturnType<typeof init>;

interface ChartProps {
  option: EChartsCoreOption;
  /** What the chart shows, in a sentence, for those who do not see it. */
  label: string;
  /** A mark that was clicked. Whoever works without a pointer needs another way to the same. */
  onPick?: (mark: PickedMark) => void;
}

/** A mark of a chart: place in its series, and the datum it was drawn from. */
export interface PickedMark {
  seriesIndex: number;
  dataIndex: number;
  dataType: string | undefined;
  data: unknown;
}

/** An ECharts drawing (SVG) that fills its box, follows its size and leaves nothing behind. */
export function Chart({ option, label, onPick }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<Instance | null>(null);
  const pick = useRef(onPick);
  useEffect(() => {
    pick.current = onPick;
  }, [onPick]);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const instance = init(element, null, { renderer: 'svg' });
    chart.current = instance;
    instance.on('click', (mark) => pick.current?.(mark as unknown as PickedMark));
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

  return <div ref={box} className={styles.chart} role="img" aria-label={label} />;
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
