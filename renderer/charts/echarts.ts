import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { helper, init, use } from 'echarts/core';
import { LabelLayout } from 'echarts/features';
import { SVGRenderer } from 'echarts/renderers';

// What most boards draw; further kinds register themselves in `kinds/` when a tile first needs them.
use([BarChart, LineChart, GridComponent, MarkLineComponent, TooltipComponent, LabelLayout, SVGRenderer]);

export type { BarSeriesOption, LineSeriesOption } from 'echarts/charts';
export type { EChartsCoreOption } from 'echarts/core';
export { helper, init, use };
