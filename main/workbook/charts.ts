import { type CellRange, columnName, type SheetChart } from './model.ts';
import { xmlText } from './xml-text.ts';

const chartSpace =
  'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" ' +
  'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" ' +
  'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';
const defaultColors = ['1F5C7A', 'D08C2E', '5E8C61', '8C4A6B', '3FA0A8', 'A65E2E', '6C6FA8', '9AA0A6'];
const categoryAxis = 500_001;
const valueAxis = 500_002;

/** A chart part: DrawingML as Excel, WPS and LibreOffice read it. Figures stay in the cells. */
export function chartXml(chart: SheetChart, sheetName: string): string {
  const isLine = chart.kind === 'line';
  const isBar = chart.kind === 'bar';
  const series = chart.series.map((one, index) => seriesXml(chart, one, index, sheetName)).join('');
  const stacked = chart.kind === 'stacked-column';
  const plot = isLine
    ? `<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>${series}<c:marker val="1"/>${axisIds}</c:lineChart>`
    : `<c:barChart><c:barDir val="${isBar ? 'bar' : 'col'}"/><c:grouping val="${stacked ? 'stacked' : 'clustered'}"/>` +
      `<c:varyColors val="0"/>${series}<c:gapWidth val="60"/>${stacked ? '<c:overlap val="100"/>' : ''}${axisIds}</c:barChart>`;
  const legend = chart.series.length > 1 ? '<c:legend><c:legendPos val="b"/><c:overlay val="0"/></c:legend>' : '';
  return (
    `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<c:chartSpace ${chartSpace}><c:roundedCorners val="0"/><c:chart>` +
    `<c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr><a:defRPr sz="1200" b="0"/></a:pPr><a:r><a:rPr sz="1200" b="0"/><a:t>${xmlText(chart.title)}</a:t></a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title>` +
    `<c:autoTitleDeleted val="0"/><c:plotArea><c:layout/>${plot}${axesXml(chart, isBar)}</c:plotArea>${legend}` +
    '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart></c:chartSpace>'
  );
}

const axisIds = `<c:axId val="${categoryAxis}"/><c:axId val="${valueAxis}"/>`;

function seriesXml(chart: SheetChart, series: SheetChart['series'][number], index: number, sheetName: string): string {
  const color = series.color ?? defaultColors[index % defaultColors.length] ?? '1F5C7A';
  const look =
    chart.kind === 'line'
      ? `<c:spPr><a:ln w="22225"><a:solidFill><a:srgbClr val="${color}"/></a:solidFill></a:ln></c:spPr><c:marker><c:symbol val="none"/></c:marker>`
      : `<c:spPr><a:solidFill><a:srgbClr val="${color}"/></a:solidFill></c:spPr><c:invertIfNegative val="0"/>`;
  return (
    `<c:ser><c:idx val="${index}"/><c:order val="${index}"/><c:tx><c:v>${xmlText(series.name)}</c:v></c:tx>${look}` +
    `<c:cat><c:strRef><c:f>${reference(sheetName, chart.categories)}</c:f></c:strRef></c:cat>` +
    `<c:val><c:numRef><c:f>${reference(sheetName, series.values)}</c:f></c:numRef></c:val>` +
    `${chart.kind === 'line' ? '<c:smooth val="0"/>' : ''}</c:ser>`
  );
}

function axesXml(chart: SheetChart, isBar: boolean): string {
  const line = '<c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="BDB9B0"/></a:solidFill></a:ln></c:spPr>';
  const grid =
    '<c:majorGridlines><c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="E6E3DC"/></a:solidFill></a:ln></c:spPr></c:majorGridlines>';
  return (
    `<c:catAx><c:axId val="${categoryAxis}"/><c:scaling><c:orientation val="${isBar ? 'maxMin' : 'minMax'}"/></c:scaling>` +
    `<c:delete val="0"/><c:axPos val="${isBar ? 'l' : 'b'}"/><c:numFmt formatCode="General" sourceLinked="1"/>` +
    `<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>${line}<c:crossAx val="${valueAxis}"/>` +
    '<c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/></c:catAx>' +
    `<c:valAx><c:axId val="${valueAxis}"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/>` +
    `<c:axPos val="${isBar ? 't' : 'l'}"/>${grid}<c:numFmt formatCode="${xmlText(chart.format ?? '#,##0')}" sourceLinked="0"/>` +
    '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>' +
    `<c:spPr><a:ln><a:noFill/></a:ln></c:spPr><c:crossAx val="${categoryAxis}"/><c:crosses val="autoZero"/></c:valAx>`
  );
}

/** `'Sheet name'!$A$1:$A$9`. */
function reference(sheetName: string, range: CellRange): string {
  const cell = (row: number, column: number) => `$${columnName(column)}$${row + 1}`;
  const cells = `${cell(range.fromRow, range.fromColumn)}:${cell(range.toRow, range.toColumn)}`;
  return xmlText(`'${sheetName.replaceAll("'", "''")}'!${cells}`);
}

/** Places the charts of a sheet on it. */
export function drawingXml(charts: readonly SheetChart[]): string {
  const anchors = charts.map(({ at, title }, index) => {
    const corner = (tag: string, row: number, column: number) =>
      `<xdr:${tag}><xdr:col>${column}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>${row}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:${tag}>`;
    return (
      `<xdr:twoCellAnchor>${corner('from', at.row, at.column)}${corner('to', at.row + at.rows, at.column + at.columns)}` +
      `<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="${index + 2}" name="${xmlText(title)}" descr="${xmlText(title)}"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr>` +
      '<xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">' +
      `<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" r:id="chart${index + 1}"/>` +
      '</a:graphicData></a:graphic></xdr:graphicFrame><xdr:clientData/></xdr:twoCellAnchor>'
    );
  });
  return (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' +
    '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" ' +
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" ' +
    `xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">${anchors.join('')}</xdr:wsDr>`
  );
}
