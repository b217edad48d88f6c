import type { Locator, Page } from 'playwright-core';

/** The funnel: its builder at the left, the result beside it. Found by test ids, so that any language will do. */
export class FunnelPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(origin: string): Promise<void> {
    await this.page.goto(`${origin}/analytics/funnel`);
    await this.settled();
  }

  /** Waits until no figure is on its way. */
  async settled(): Promise<void> {
    await this.page.getByTestId('definition').waitFor();
    await this.page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);
  }

  step(number: number): Locator {
    return this.page.getByTestId(`step-${number}`);
  }

  /** People who reached each step, as the table tells. */
  async counts(): Promise<number[]> {
    const cells = await this.page.getByTestId('step-table').locator('tbody td:nth-of-type(1)').allInnerTexts();
    return cells.map((text) => Number(text.replaceAll(',', '')));
  }

  async names(): Promise<string[]> {
    return this.page.getByTestId('step-table').locator('tbody th').allInnerTexts();
  }

  async addStep(): Promise<void> {
    await this.page.getByTestId('add-step').click();
  }

  async removeStep(number: number): Promise<void> {
    await this.step(number).getByRole('button').last().click();
  }

  /** Opens the list of events of a step, types and takes the first that is found. */
  async chooseEvent(number: number, search: string): Promise<void> {
    await this.step(number).getByRole('button').nth(1).click();
    const list = this.page.locator('.ant-popover:visible input[type="text"]').first();
    await list.fill(search);
    // Enter takes the first that is found: once there is one.
    await this.page.locator('.ant-popover:visible section button').first().waitFor();
    await list.press('Enter');
  }

  /** Moves a step with the arrow keys of its handle. */
  async moveStep(number: number, key: 'ArrowUp' | 'ArrowDown'): Promise<void> {
    await this.step(number).getByRole('button').first().focus();
    await this.page.keyboard.press(key);
  }

  /** Opens who was lost before a step. */
  async openLost(number: number): Promise<void> {
    await this.page.getByTestId(`lost-${number}`).click();
    await this.page.getByTestId('people-total').waitFor();
  }

  async people(): Promise<string[]> {
    const drawer = this.page.getByRole('dialog');
    await drawer.locator('tbody tr').first().waitFor();
    return (await drawer.locator('tbody td:first-child').allInnerTexts()).toSorted();
  }
}
