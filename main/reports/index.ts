/** Door of reports: exports and their files. */

export { writeWorkbook } from '../workbook/index.ts';
export { officialUpTo } from './deliveries/work-calendar.ts';
export type { ExportRow } from './export-rows.ts';
export { createReports, type Reports, type ReportsOptions } from './reports.ts';
