import type { Download, Locator, Page } from 'playwright-core';

/** The import wizard: file, check, run, result. */
export class ImportWizard {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(origin: string): Promise<void> {
    await this.page.goto(`${origin}/import`);
    await this.page.getByTestId('import-dropzone').waitFor();
  }

  async choose(file: { name: string; mimeType: string; buffer: Buffer } | string): Promise<void> {
    await this.page.getByTestId('import-file-input').setInputFiles(file);
  }

  /** The kind of row that is chosen, once the file has been looked at. */
  async entity(): Promise<string> {
    return this.page.getByTestId('import-entity').locator('input:checked').inputValue();
  }

  /** What is said about the kind of row: recognised, or as last time. */
  async kindNote(): Promise<string> {
    return this.page.getByTestId('import-kind-note').innerText();
  }

  async start(): Promise<void> {
    await this.page.getByTestId('import-start').click();
  }

  get result(): Locator {
    return this.page.getByTestId('import-result');
  }

  /** Waits for the end of the import. @returns how it ended */
  async ended(): Promise<string> {
    await this.result.waitFor();
    return (await this.result.getAttribute('data-status')) ?? '';
  }

  async downloadRejects(): Promise<Download> {
    const download = this.page.waitForEvent('download');
    await this.page.getByTestId('import-rejects-download').click();
    return download;
  }

  /** What a file that cannot be read is answered with. */
  async problem(): Promise<string> {
    const problem = this.page.getByTestId('import-problem');
    await problem.waitFor();
    return (await problem.innerText()).trim();
  }
}
