const color = (name: string, value: string) => `<a:${name}><a:srgbClr val="${value}"/></a:${name}>`;
const accents = ['1F5C7A', 'D08C2E', '5E8C61', '8C4A6B', '3FA0A8', 'A65E2E'];
const fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>';
const line = `<a:ln w="6350">${fill}</a:ln>`;
const effect = '<a:effectStyle><a:effectLst/></a:effectStyle>';
const faces =
  '<a:latin typeface="Calibri"/><a:ea typeface=""/><a:cs typeface=""/><a:font script="Hans" typeface="等线"/><a:font script="Hant" typeface="新細明體"/>';

/** The theme of a workbook: our chart colours, so that charts made later by hand match; faces that every office has. */
export const theme =
  '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' +
  '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Luopan"><a:themeElements>' +
  `<a:clrScheme name="Luopan">${color('dk1', '1C1F23')}${color('lt1', 'FFFFFF')}${color('dk2', '5B6168')}${color('lt2', 'F4F2ED')}` +
  `${accents.map((value, index) => color(`accent${index + 1}`, value)).join('')}${color('hlink', 'B93C29')}${color('folHlink', '8C4A6B')}</a:clrScheme>` +
  `<a:fontScheme name="Luopan"><a:majorFont>${faces}</a:majorFont><a:minorFont>${faces}</a:minorFont></a:fontScheme>` +
  `<a:fmtScheme name="Luopan"><a:fillStyleLst>${fill.repeat(3)}</a:fillStyleLst><a:lnStyleLst>${line.repeat(3)}</a:lnStyleLst>` +
  `<a:effectStyleLst>${effect.repeat(3)}</a:effectStyleLst><a:bgFillStyleLst>${fill.repeat(3)}</a:bgFillStyleLst></a:fmtScheme>` +
  '</a:themeElements></a:theme>';
