import { getInstanceByDom, init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

use([CanvasRenderer]);

/**
 * The first chart below an element as a picture, twice as fine as on the screen and with the fonts of the page; null
 * where there is no chart.
 */
export function chartPng(root: HTMLElement, background: string): string | null {
  const element = root.querySelector<HTMLElement>('[_echarts_instance_]');
  const shown = element ? getInstanceByDom(element) : undefined;
  if (!element || !shown) return null;
  // The chart on the screen is drawn as SVG; the same drawing is made anew on a canvas nobody sees.
  const box = document.createElement('div');
  const copy = init(box, null, { renderer: 'canvas', width: element.clientWidth, height: element.clientHeight });
  try {
    copy.setOption({ ...shown.getOption(), animation: false });
    return copy.getDataURL({ type: 'png', pixelRatio: 2, backgroundColor: background });
  } finally {
    copy.dispose();
  }
}
