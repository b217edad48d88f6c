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

  /** Opens a definition as a link carries it, and waits for its figures. */
  async show(origin: string, definition: object): Promise<void> {
    await this.open(origin, `?d=${Buffer.from(JSON.stringify(definition)).toString('base64url')}`);
    await this.settled();
  }

  /** Drags a field of the catalogue onto a shelf with the mouse. */
  async drag(member: string, shelf: string): Promise<void> {
    const field = this.page.getByTestId(`field-${member}`).first();
    const target = this.page.getByTestId(`shelf-${shelf}`);
    const chips = target.locator(`[data-testid^="chip-${shelf}-"]`);
    const before = await chips.count();
    await field.scrollIntoViewIfNeeded();
    const from = await field.boundingBox();
    if (!from) throw new Error(`${member} is not on the page`);
    await this.page.mouse.move(from.x + 40, from.y + from.height / 2);
    await this.page.mouse.down();
    await this.page.mouse.move(from.x + 60, from.y + from.height / 2 + 10, { steps: 3 });
    await field.and(this.page.locator('[data-dragging="true"]')).waitFor();
    const to = await target.boundingBox();
    if (!to) throw new Error(`${shelf} is not on the page`);
    await this.page.mouse.move(to.x + to.width / 2, to.y + to.height - 12, { steps: 6 });
    // The page answers a moment after the pointer: let go once it shows where the field would fall.
    await target.and(this.page.locator('[data-over="true"], :has([data-over="true"])')).waitFor();
    await this.page.mouse.up();
    await chips.nth(before).waitFor();
    await this.settled();
  }

  /** Waits until the table shows the answer to the last change: it says in the same instant that it is on its way. */
  async settled(): Promise<void> {
    await this.page.waitForFunction(() => {
      const stats = document.querySelector('[data-testid="pivot-stats"]')?.textContent ?? '';
      return /\d/.test(stats) && !document.querySelector('section[aria-busy="true"]');
    });
  }

  /** Waits until the address opens what is seen: it follows a moment after a change. */
  async inAddress(text: string): Promise<void> {
    await this.page.waitForFunction((wanted) => {
      const word = new URLSearchParams(location.search).get('d') ?? '';
      return atob(word.replaceAll('-', '+').replaceAll('_', '/')).includes(wanted);
    }, text);
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
