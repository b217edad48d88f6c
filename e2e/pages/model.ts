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
    const list = this.page.locator('.ant-select-dropdown:visible');
    const options = list.locator('.ant-select-item-option');
    // An entry of that very name, else the first that is found.
    const exact = options.and(this.page.locator(`[title=${JSON.stringify(text)}]`));
    await options.first().waitFor();
    await ((await exact.count()) > 0 ? exact : options).first().click();
    await this.page.keyboard.press('Escape');
    await list.waitFor({ state: 'hidden' });
  }

  /** Puts a text into the editor of model files, in place of what is there. */
  async write(text: string): Promise<void> {
    await this.page.getByTestId('model-editor').locator('.cm-content').click();
    await this.page.keyboard.press('ControlOrMeta+a');
    await this.page.keyboard.press('Delete');
    await this.page.keyboard.insertText(text);
  }
}
