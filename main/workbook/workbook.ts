import { rm } from 'node:fs/promises';
import { chartXml, drawingXml } from './charts.ts';
import { maxSheetRows, rangeName, type Sheet, type SheetRow, type Workbook, type WrittenWorkbook } from './model.ts';
import { SheetNames } from './sheet-names.ts';
import { type PartResult, RowSource, sheetXml } from './sheet-xml.ts';
import { StyleSheet } from './styles.ts';
import { theme } from './theme.ts';
import { xmlText } from './xml-text.ts';
import { ZipFile } from './zip-file.ts';

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const officeRelations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packageRelations = 'http://schemas.openxmlformats.org/package/2006/relationships';
const mainSpace = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const noteStyle = { isItalic: true, color: '5B6168' };

interface WrittenPart {
  name: string;
  filterRange: string | null;
  rows: number;
}

/**
 * Writes an XLSX file row by row: memory stays flat whatever the number of rows. A sheet with more rows than Excel
 * allows goes on in further sheets, each with the head and a note. Texts are never formulas.
 *
 * @returns what was written, counted while writing
 * @throws what the rows throw, and the file system's errors; the unfinished file is removed
 */
export async function writeWorkbook(path: string, workbook: Workbook): Promise<WrittenWorkbook> {
  const zip = await ZipFile.create(path);
  try {
    const writer = new WorkbookWriter(zip, workbook);
    const written = await writer.write();
    await zip.close();
    return written;
  } catch (error) {
    await zip.abandon();
    await rm(path, { force: true });
    throw error;
  }
}

/**
 * The bytes of an XLSX file that is not large.
 *
 * @throws what the rows throw
 */
export async function workbookBytes(workbook: Workbook): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  const zip = ZipFile.inMemory(pieces);
  await new WorkbookWriter(zip, workbook).write();
  await zip.close();
  return new Uint8Array(Buffer.concat(pieces));
}

class WorkbookWriter {
  readonly #zip: ZipFile;
  readonly #workbook: Workbook;
  readonly #styles = new StyleSheet();
  readonly #names = new SheetNames();
  readonly #parts: WrittenPart[] = [];
  #charts = 0;
  #drawings = 0;
  #textsCut = 0;

  constructor(zip: ZipFile, workbook: Workbook) {
    this.#zip = zip;
    this.#workbook = workbook;
  }

  async write(): Promise<WrittenWorkbook> {
    for await (const sheet of this.#workbook.sheets) await this.#writeSheet(sheet);
    if (this.#parts.length === 0) await this.#writeSheet({ name: this.#workbook.title, columns: [], rows: [] });
    await this.#writeFrame();
    return { sheets: this.#parts.map(({ name, rows }) => ({ name, rows })), textsCut: this.#textsCut };
  }

  async #writeSheet(sheet: Sheet): Promise<void> {
    const source = new RowSource(sheet.rows);
    const head = sheet.head ?? [];
    const rowLimit = sheet.rowLimit ?? maxSheetRows;
    try {
      let part = 1;
      let name = this.#names.take(sheet.name);
      do {
        const heads =
          part === 1 ? head : withNote(head, this.#workbook.splitNote?.(part, this.#parts.at(-1)?.name ?? ''));
        const added = heads.length - head.length;
        const frozen = sheet.frozen && { ...sheet.frozen, rows: sheet.frozen.rows + added };
        const known = {
          ...sheet,
          ...(frozen ? { frozen } : {}),
          ...(part > 1 ? { merges: [], charts: [], dataBars: [] } : {}),
        };
        await this.#writePart(
          { sheet: known, head: heads, source, rowLimit: Math.min(rowLimit, maxSheetRows - heads.length) },
          name,
        );
        part += 1;
        if ((await source.peek()) === undefined) break;
        name = this.#names.take(sheet.name, ` ${part}`);
      } while (part > 1);
    } finally {
      await source.close();
    }
  }

  async #writePart(part: Parameters<typeof sheetXml>[0], name: string): Promise<void> {
    const number = this.#parts.length + 1;
    const charts = part.sheet.charts ?? [];
    const result: PartResult = { rows: 0, textsCut: 0, links: [] };
    await this.#zip.add(`xl/worksheets/sheet${number}.xml`, sheetXml(part, this.#styles, result, charts.length > 0));
    this.#textsCut += result.textsCut;
    const width = part.sheet.columns.length;
    const hasFilter = part.sheet.hasFilter === true && part.head.length > 0 && width > 0 && result.rows > 0;
    const range = {
      fromRow: part.head.length - 1,
      fromColumn: 0,
      toRow: part.head.length + result.rows - 1,
      toColumn: width - 1,
    };
    this.#parts.push({ name, rows: result.rows, filterRange: hasFilter ? absolute(rangeName(range)) : null });
    const relations = result.links.map((url, index) =>
      relation(`link${index + 1}`, `${officeRelations}/hyperlink`, url, true),
    );
    if (charts.length > 0) {
      this.#drawings += 1;
      relations.push(relation('drawing1', `${officeRelations}/drawing`, `../drawings/drawing${this.#drawings}.xml`));
      const chartRelations: string[] = [];
      for (const [index, chart] of charts.entries()) {
        this.#charts += 1;
        await this.#zip.add(`xl/charts/chart${this.#charts}.xml`, [chartXml(chart, name)]);
        chartRelations.push(
          relation(`chart${index + 1}`, `${officeRelations}/chart`, `../charts/chart${this.#charts}.xml`),
        );
      }
      await this.#zip.add(`xl/drawings/drawing${this.#drawings}.xml`, [drawingXml(charts)]);
      await this.#zip.add(`xl/drawings/_rels/drawing${this.#drawings}.xml.rels`, [relationsXml(chartRelations)]);
    }
    if (relations.length > 0)
      await this.#zip.add(`xl/worksheets/_rels/sheet${number}.xml.rels`, [relationsXml(relations)]);
  }

  async #writeFrame(): Promise<void> {
    const { title, author = 'Luopan', createdAtMs } = this.#workbook;
    const sheets = this.#parts.map(
      ({ name }, index) => `<sheet name="${xmlText(name)}" sheetId="${index + 1}" r:id="sheet${index + 1}"/>`,
    );
    const filters = this.#parts.flatMap(({ name, filterRange }, index) =>
      filterRange === null
        ? []
        : `<definedName name="_xlnm._FilterDatabase" localSheetId="${index}" hidden="1">${xmlText(`'${name.replaceAll("'", "''")}'!${filterRange}`)}</definedName>`,
    );
    const created = new Date(createdAtMs).toISOString().replace(/\.\d+Z$/, 'Z');
    const relations = this.#parts.map((_, index) =>
      relation(`sheet${index + 1}`, `${officeRelations}/worksheet`, `worksheets/sheet${index + 1}.xml`),
    );
    relations.push(relation('styles', `${officeRelations}/styles`, 'styles.xml'));
    relations.push(relation('theme', `${officeRelations}/theme`, 'theme/theme1.xml'));
    await this.#zip.add('xl/workbook.xml', [
      `${declaration}<workbook xmlns="${mainSpace}" xmlns:r="${officeRelations}"><bookViews><workbookView/></bookViews>` +
        `<sheets>${sheets.join('')}</sheets>${filters.length > 0 ? `<definedNames>${filters.join('')}</definedNames>` : ''}</workbook>`,
    ]);
    await this.#zip.add('xl/_rels/workbook.xml.rels', [relationsXml(relations)]);
    await this.#zip.add('xl/styles.xml', [this.#styles.xml()]);
    await this.#zip.add('xl/theme/theme1.xml', [theme]);
    await this.#zip.add('docProps/core.xml', [
      `${declaration}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` +
        `<dc:title>${xmlText(title)}</dc:title><dc:creator>${xmlText(author)}</dc:creator><dcterms:created xsi:type="dcterms:W3CDTF">${created}</dcterms:created></cp:coreProperties>`,
    ]);
    await this.#zip.add('docProps/app.xml', [
      `${declaration}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>Luopan</Application></Properties>`,
    ]);
    await this.#zip.add('_rels/.rels', [
      relationsXml([
        relation('book', `${officeRelations}/officeDocument`, 'xl/workbook.xml'),
        relation(
          'core',
          'http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties',
          'docProps/core.xml',
        ),
        relation('app', `${officeRelations}/extended-properties`, 'docProps/app.xml'),
      ]),
    ]);
    await this.#zip.add('[Content_Types].xml', [this.#contentTypes()]);
  }

  #contentTypes(): string {
    const office = 'application/vnd.openxmlformats-officedocument';
    const parts: [string, string][] = [
      ['xl/workbook.xml', `${office}.spreadsheetml.sheet.main+xml`],
      ['xl/styles.xml', `${office}.spreadsheetml.styles+xml`],
      ['xl/theme/theme1.xml', `${office}.theme+xml`],
      ['docProps/core.xml', 'application/vnd.openxmlformats-package.core-properties+xml'],
      ['docProps/app.xml', `${office}.extended-properties+xml`],
      ...this.#parts.map((_, index): [string, string] => [
        `xl/worksheets/sheet${index + 1}.xml`,
        `${office}.spreadsheetml.worksheet+xml`,
      ]),
      ...count(this.#drawings).map((number): [string, string] => [
        `xl/drawings/drawing${number}.xml`,
        `${office}.drawing+xml`,
      ]),
      ...count(this.#charts).map((number): [string, string] => [
        `xl/charts/chart${number}.xml`,
        `${office}.drawingml.chart+xml`,
      ]),
    ];
    const overrides = parts.map(([name, type]) => `<Override PartName="/${name}" ContentType="${type}"/>`);
    return (
      `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
      '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
      `<Default Extension="xml" ContentType="application/xml"/>${overrides.join('')}</Types>`
    );
  }
}

function count(upTo: number): number[] {
  return Array.from({ length: upTo }, (_, index) => index + 1);
}

function withNote(head: readonly SheetRow[], note: string | undefined): readonly SheetRow[] {
  return note ? [{ cells: [{ value: note, style: noteStyle }] }, ...head] : head;
}

/** `$A$1:$C$9` of `A1:C9`. */
function absolute(range: string): string {
  return range.replace(/([A-Z]+)(\d+)/g, '$$$1$$$2');
}

function relation(id: string, type: string, target: string, isOutside = false): string {
  return `<Relationship Id="${id}" Type="${type}" Target="${xmlText(target)}"${isOutside ? ' TargetMode="External"' : ''}/>`;
}

function relationsXml(relations: readonly string[]): string {
  return `${declaration}<Relationships xmlns="${packageRelations}">${relations.join('')}</Relationships>`;
}
