import type { Granularity } from '../../contract/board-queries/index.ts';
import type { Comparison } from '../../contract/boards.ts';
import type { Language } from '../../contract/language.ts';

interface ReportWords {
  comma: string;
  figure: string;
  value: string;
  share: string;
  dates: string;
  segment: string;
  dataAsOf: string;
  overview: string;
  previous_period: string;
  previous_year: string;
  changeFrom: Record<Comparison, string>;
  /** Of a share: its change is told in points, not as a part of it. */
  points: (title: string) => string;
  step: Record<Granularity, string>;
  shownOf: (shown: number, total: number) => string;
  notFiltered: (names: string) => string;
  continued: (part: number, before: string) => string;
  textsCut: (count: number) => string;
  tileFailed: (title: string, reason: string) => string;
  splitInto: (title: string, parts: number) => string;
  slideRows: (shown: number, total: number) => string;
  pictureMissing: (title: string) => string;
  briefing: (title: string) => string;
  leftOut: (title: string, member: string, value: string) => string;
}

/** Words in files that the host writes itself; the pages of a PDF have theirs in the interface. */
export const reportWords: Record<Language, ReportWords> = {
  'zh-CN': {
    comma: '、',
    figure: '指标',
    value: '数值',
    share: '占比',
    dates: '日期',
    segment: '客户群',
    dataAsOf: '数据截至',
    overview: '目录',
    previous_period: '上期',
    previous_year: '去年同期',
    changeFrom: { previous_period: '较上期', previous_year: '较去年同期' },
    points: (title) => `${title}（百分点）`,
    step: { day: '日期', week: '周', month: '月份', quarter: '季度', year: '年份' },
    shownOf: (shown, total) => `按看板设置只含前 ${shown} 行，共 ${total} 行`,
    notFiltered: (names) => `未按${names}筛选`,
    continued: (part, before) => `第 ${part} 部分，接“${before}”。Excel 每张表最多 1,048,576 行。`,
    textsCut: (count) => `${count} 处文本超过 Excel 单元格上限 32,767 字，已截断`,
    tileFailed: (title, reason) => `“${title}”没有取到数据：${reason}`,
    splitInto: (title, parts) => `“${title}”行数超过 Excel 上限，分成了 ${parts} 张表`,
    slideRows: (shown, total) => `幻灯片上只放前 ${shown} 行，共 ${total} 行；全部数据请导出 Excel。`,
    pictureMissing: (title) => `“${title}”的图片未能生成，幻灯片上以表格代替`,
    briefing: (title) => `${title} 简报`,
    leftOut: (title, member, value) => `“${title}”未收入：它不能按“${member}：${value}”筛选`,
  },
  en: {
    comma: ', ',
    figure: 'Figure',
    value: 'Value',
    share: 'Share',
    dates: 'Dates',
    segment: 'Segment',
    dataAsOf: 'Data as of',
    overview: 'Contents',
    previous_period: 'Previous period',
    previous_year: 'Same period last year',
    changeFrom: { previous_period: 'Change from previous period', previous_year: 'Change from last year' },
    points: (title) => `${title} (percentage points)`,
    step: { day: 'Day', week: 'Week', month: 'Month', quarter: 'Quarter', year: 'Year' },
    shownOf: (shown, total) => `The first ${shown} of ${total} rows, as the board is set`,
    notFiltered: (names) => `Not filtered by ${names}`,
    continued: (part, before) => `Part ${part}, continued from “${before}”. Excel holds 1,048,576 rows per sheet.`,
    textsCut: (count) => `${count} texts were longer than the 32,767 characters of an Excel cell and were cut`,
    tileFailed: (title, reason) => `“${title}” could not be read: ${reason}`,
    splitInto: (title, parts) => `“${title}” has more rows than Excel allows and was split into ${parts} sheets`,
    slideRows: (shown, total) => `The first ${shown} of ${total} rows; the Excel export has them all.`,
    pictureMissing: (title) => `“${title}” could not be drawn; its slide has the figures as a table`,
    briefing: (title) => `Briefing: ${title}`,
    leftOut: (title, member, value) => `“${title}” is left out: it cannot be narrowed to ${member}: ${value}`,
  },
};
