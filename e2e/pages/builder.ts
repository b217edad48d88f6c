import type { Page } from 'playwright-core';

/** The report builder as a person uses it. */
export class BuilderPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(origin: string, search = ''): Promise<void> {
    await this.page.goto(`${origin}/explore${search}`);
    await this.page.getByTestId('builder').waitFor();
  }

  /** Drags a field of the catalogue onto a shelf with the mouse. */
  async drag(member: string, shelf: string): Promise<void> {
    const field = this.page.getByTestId(`field-${member}`).first();
    await field.scrollIntoViewIfNeeded();
    const from = await field.boundingBox();
    const to = await this.page.getByTestId(`shelf-${shelf}`).boundingBox();
    if (!from || !to) throw new Error(`${member} or ${shelf} is not on the page`);
    await this.page.mouse.move(from.x + 40, from.y + from.height / 2);
    await this.page.mouse.down();
    await this.page.mouse.move(from.x + 60, from.y + from.height / 2 + 10, { steps: 3 });
    await this.page.mouse.move(to.x + to.width / 2, to.y + to.height - 12, { steps: 6 });
    await this.page.mouse.up();
    await this.settled();
  }

  /** Waits until the table shows the answer to the last change. */
  async settled(): Promise<void> {
    await this.page.waitForTimeout(60);
    await this.page.waitForFunction(() => {
      const stats = document.querySelector('[data-testid="pivot-stats"]')?.textContent ?? '';
      return /\d/.test(stats) && !document.querySelector('section[aria-busy="true"]');
    });
  }

  /** Opens the settings of a chip. */
  async settings(shelf: string, index: number): Promise<void> {
    await this.page.getByTestId(`chip-${shelf}-${index}`).getByRole('button').first().click();
  }

  async closeSettings(): Promise<void> {
    await this.page.locator('.ant-popover:visible input').first().press('Escape');
    await this.page.locator('.ant-popover:visible').waitFor({ state: 'hidden' });
  }

  /** Words of one column of row heads and figures as drawn, for the rows in sight. */
  async rows(): Promise<string[][]> {
    return this.page
      .locator('[role="treegrid"] [role="row"]')
      .evaluateAll((rows) =>
        rows
          .filter((row) => row.querySelector('[role="rowheader"]'))
          .map((row) =>
            [...row.querySelectorAll('[role="rowheader"], [role="gridcell"]')].map((cell) => cell.textContent ?? ''),
          ),
      );
  }
}
