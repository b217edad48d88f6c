import type { Page } from 'playwright-core';

/** Pages of the data model as a person uses them. */
export class ModelPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Chooses an entry of a list by typing its name. */
  async choose(testId: string, text: string): Promise<void> {
    const box = this.page.getByTestId(testId);
    await box.click();
    await box.locator('input').fill(text);
    await this.page.locator('.ant-select-dropdown:visible .ant-select-item-option').first().waitFor();
    await this.page.keyboard.press('Enter');
    await this.page.keyboard.press('Escape');
  }

  /** Puts a text into the editor of model files, in place of what is there. */
  async write(text: string): Promise<void> {
    await this.page.getByTestId('model-editor').locator('.cm-content').click();
    await this.page.keyboard.press('ControlOrMeta+a');
    await this.page.keyboard.press('Delete');
    await this.page.keyboard.insertText(text);
  }
}
