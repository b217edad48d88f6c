import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { LabelLayout } from 'echarts/features';
import { SVGRenderer } from 'echarts/renderers';

// Only what boards draw: each further kind of chart is registered here when a tile needs it.
use([BarChart, LineChart, GridComponent, TooltipComponent, LabelLayout, SVGRenderer]);

export type { BarSeriesOption, LineSeriesOption } from 'echarts/charts';
export type { EChartsCoreOption } from 'echarts/core';
export { init };
