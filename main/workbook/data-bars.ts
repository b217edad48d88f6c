import { type DataBars, rangeName } from './model.ts';

const extension = 'http://schemas.microsoft.com/office/spreadsheetml/2009/9/main';
const formulas = 'http://schemas.microsoft.com/office/excel/2006/main';
const negative = 'B3261E';
const axis = '8D939A';

/**
 * Rules of data bars (ECMA-376 18.3.1.28) with Excel 2010's additions (MS-XLSX 2.6.31): a plain fill, an axis, and
 * another colour left of it. Programs that do not know the additions draw the older bar.
 *
 * @returns what stands among the sheet's rules, and what stands at its end
 */
export function dataBarsXml(bars: readonly DataBars[]): { rules: string; additions: string } {
  if (bars.length === 0) return { rules: '', additions: '' };
  const rules = bars.map(({ low, high, color, ...bar }, index) => {
    const id = `<x14:id>${ruleId(index)}</x14:id>`;
    return (
      `<conditionalFormatting sqref="${cells(bar)}"><cfRule type="dataBar" priority="${index + 1}"><dataBar>` +
      `<cfvo type="num" val="${low}"/><cfvo type="num" val="${high}"/><color rgb="FF${color}"/></dataBar>` +
      `<extLst><ext xmlns:x14="${extension}" uri="{B025F937-C7B1-47D3-B67F-A62EFF666E3E}">${id}</ext></extLst>` +
      '</cfRule></conditionalFormatting>'
    );
  });
  const additions = bars.map(
    ({ low, high, ...bar }, index) =>
      `<x14:conditionalFormatting xmlns:xm="${formulas}"><x14:cfRule type="dataBar" id="${ruleId(index)}">` +
      '<x14:dataBar minLength="0" maxLength="100" gradient="0">' +
      `<x14:cfvo type="num"><xm:f>${low}</xm:f></x14:cfvo><x14:cfvo type="num"><xm:f>${high}</xm:f></x14:cfvo>` +
      `<x14:negativeFillColor rgb="FF${negative}"/><x14:axisColor rgb="FF${axis}"/></x14:dataBar></x14:cfRule>` +
      `<xm:sqref>${cells(bar)}</xm:sqref></x14:conditionalFormatting>`,
  );
  return {
    rules: rules.join(''),
    additions:
      `<extLst><ext xmlns:x14="${extension}" uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}">` +
      `<x14:conditionalFormattings>${additions.join('')}</x14:conditionalFormattings></ext></extLst>`,
  };
}

const cells = ({ ranges }: Pick<DataBars, 'ranges'>) => ranges.map(rangeName).join(' ');
/** The same in both places, and the same for equal sheets. */
const ruleId = (index: number) =>
  `{4C75584F-0000-4000-8000-${(index + 1).toString(16).toUpperCase().padStart(12, '0')}}`;
