import type { Language } from '../../../contract/language.ts';
import { reportWords } from '../words.ts';
import { area, chartColors, clean, colors, type Face, type Slide } from './deck.ts';
import { imageSize } from './png-size.ts';
import type { SlideBody, TextCell } from './slide-body.ts';

export function addText(slide: Slide, text: string, face: Face): void {
  const plain = text
    .replace(/^#+\s*/gm, '')
    .replace(/\*\*/g, '')
    .replace(/^- /gm, '• ');
  slide.addText(clean(plain), {
    ...area,
    margin: 0,
    ...face,
    fontSize: 18,
    color: colors.ink,
    valign: 'top',
    fit: 'shrink',
  });
}

/** As large as it fits, never stretched. */
export function addPicture(slide: Slide, data: string, altText: string, bytes: Uint8Array): void {
  const { width, height } = imageSize(bytes) ?? { width: area.w, height: area.h };
  const scale = Math.min(area.w / width, area.h / height);
  const [w, h] = [width * scale, height * scale];
  slide.addImage({ data, altText: clean(altText), x: area.x + (area.w - w) / 2, y: area.y + (area.h - h) / 2, w, h });
}

export function addBody(
  slide: Slide,
  { body, face, language, title }: { body: SlideBody; face: Face; language: Language; title: string },
): void {
  switch (body.kind) {
    case 'figure':
      slide.addText(clean(body.text), {
        ...area,
        y: 2.2,
        h: 1.6,
        margin: 0,
        ...face,
        fontSize: 72,
        bold: true,
        color: colors.accent,
      });
      slide.addText(clean(body.lines.join('\n')), {
        ...{ x: area.x, y: 3.95, w: area.w, h: 2, margin: 0, ...face, fontSize: 18, color: colors.quiet },
        ...{ valign: 'top' as const, lineSpacingMultiple: 1.3 },
      });
      return;
    case 'chart':
      addChart(slide, body, face, title);
      return;
    case 'table': {
      addTable(slide, body, face);
      const shown = body.rows.length;
      if (body.rowCount > shown)
        slide.addText(reportWords[language].slideRows(shown, body.rowCount), {
          ...{ x: area.x, y: 6.6, w: area.w, h: 0.3, margin: 0, ...face, fontSize: 11, color: colors.quiet },
        });
    }
  }
}

function addChart(slide: Slide, body: Extract<SlideBody, { kind: 'chart' }>, face: Face, title: string): void {
  const data = body.series.map(({ name, values }) => ({
    name: clean(name),
    labels: body.categories.map(clean),
    // The library's types know no gap; it writes an empty point for null, as PowerPoint does.
    values: values as number[],
  }));
  const text = { ...face, fontSize: 12, color: colors.quiet } as const;
  const base = {
    ...area,
    altText: clean(title),
    // Parts of a whole are told apart by colour; bars of one figure are of one.
    chartColors: body.shape === 'pie' || data.length > 1 ? chartColors : chartColors.slice(0, 1),
    showLegend: body.shape === 'pie' || data.length > 1,
    legendPos: body.shape === 'pie' ? ('r' as const) : ('b' as const),
    legendFontFace: face.fontFace,
    legendFontSize: 12,
    legendColor: colors.quiet,
    ...{ catAxisLabelFontFace: face.fontFace, catAxisLabelFontSize: 12, catAxisLabelColor: text.color },
    ...{ valAxisLabelFontFace: face.fontFace, valAxisLabelFontSize: 12, valAxisLabelColor: text.color },
    valAxisLabelFormatCode: body.format,
    dataLabelFormatCode: body.format,
    valGridLine: { color: colors.line, size: 0.75 },
    catGridLine: { style: 'none' as const },
    valAxisLineShow: false,
  };
  switch (body.shape) {
    case 'line':
      return void slide.addChart('line', data, { ...base, lineSize: 2, lineDataSymbol: 'none' });
    case 'pie':
      return void slide.addChart('pie', data, {
        ...base,
        // Of parts that are not the whole, shares would be others than the board tells.
        ...{ showPercent: body.isWhole, showValue: !body.isWhole },
        dataLabelFormatCode: body.isWhole ? '0%' : body.format,
        dataLabelColor: 'FFFFFF',
        dataLabelFontFace: face.fontFace,
      });
    case 'bar':
      return void slide.addChart('bar', data, {
        ...base,
        barDir: 'bar',
        barGapWidthPct: 45,
        catAxisOrientation: 'maxMin' as 'minMax',
        valAxisLabelFontSize: 11,
      });
    case 'column':
      return void slide.addChart('bar', data, { ...base, barDir: 'col', barGapWidthPct: 60 });
    case 'stacked-column':
      return void slide.addChart('bar', data, { ...base, barDir: 'col', barGrouping: 'stacked', barGapWidthPct: 60 });
  }
}

function addTable(slide: Slide, body: Extract<SlideBody, { kind: 'table' }>, face: Face): void {
  const line = { type: 'solid' as const, color: colors.line, pt: 0.75 };
  const none = { type: 'none' as const };
  const cell = ({ text, isFigure, isBold, span }: TextCell, isHead: boolean) => ({
    text: clean(text),
    options: {
      bold: isBold,
      align: isFigure ? ('right' as const) : ('left' as const),
      ...(isHead ? { fill: { color: colors.head } } : {}),
      ...(span && span > 1 ? { colspan: span } : {}),
    },
  });
  const total = body.widths.reduce((sum, one) => sum + one, 0);
  slide.addTable(
    [
      ...body.head.map((row) => row.map((one) => cell(one, true))),
      ...body.rows.map((row) => row.map((one) => cell(one, false))),
    ],
    {
      ...{ x: area.x, y: area.y, w: area.w, rowH: 0.32, ...face, fontSize: 12, color: colors.ink, valign: 'middle' },
      colW: body.widths.map((one) => (one / total) * area.w),
      border: [none, none, line, none],
      margin: [0.03, 0.08, 0.03, 0.08],
    },
  );
}
