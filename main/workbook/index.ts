/** Door of the writers of tables: XLSX workbooks and CSV, streamed to a file. */
export { type CsvOptions, type CsvValue, csvLine, writeCsv } from './csv.ts';
export {
  type Cell,
  type CellRange,
  type CellStyle,
  type CellValue,
  type DataBars,
  dateSerial,
  maxSheetColumns,
  maxSheetRows,
  type Sheet,
  type SheetChart,
  type SheetColumn,
  type SheetRow,
  type Workbook,
  type WrittenWorkbook,
} from './model.ts';
export { workbookBytes, writeWorkbook } from './workbook.ts';
