import { z } from 'zod';

/** Sets of colours that stay apart for people who see red and green alike; the first is the product's own. */
export const palettes = ['luopan', 'okabe-ito', 'tol-bright', 'tol-muted', 'one-hue'] as const;
export type Palette = (typeof palettes)[number];

const axisText = z.string().max(80).default('');
const bound = z.number().nullable().default(null);

/** How a chart looks, beyond what it is made of; everything as it comes where nothing was chosen. */
export const chartLookInput = z.strictObject({
  legend: z.enum(['auto', 'top', 'bottom', 'none']).default('auto'),
  /** Figures beside their marks. */
  showLabels: z.boolean().default(false),
  palette: z.enum(palettes).default('luopan'),
  /** Order of the values on the axis; time always runs on. */
  sort: z.enum(['auto', 'value-desc', 'value-asc', 'name']).default('auto'),
  valueTitle: axisText,
  categoryTitle: axisText,
  isFromZero: z.boolean().default(true),
  min: bound,
  max: bound,
  unit: z.enum(['auto', 'none', 'thousand', 'wan', 'million', 'yi']).default('auto'),
  digits: z.number().int().min(0).max(6).nullable().default(null),
  isSmooth: z.boolean().default(false),
  reference: z
    .strictObject({ value: z.number(), text: z.string().max(60).default('') })
    .nullable()
    .default(null),
});
export type ChartLook = z.infer<typeof chartLookInput>;

export const plainChartLook: ChartLook = chartLookInput.parse({});
