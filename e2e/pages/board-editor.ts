import type { Locator, Page } from 'playwright-core';
import { BoardPage } from './board.ts';

interface ClickOptions {
  button?: 'left' | 'right';
  modifiers?: 'Control'[];
}

/** A board under change: gallery, grid, undo and saving. */
export class BoardEditorPage extends BoardPage {
  static of(page: Page): BoardEditorPage {
    return new BoardEditorPage(page);
  }

  /** Makes an empty board from the list of boards. @returns its id */
  async makeBoard(): Promise<string> {
    await this.page.getByTestId('board-switcher').click();
    await this.page.getByTestId('new-board').click();
    await this.page.waitForURL(/\/boards\/[0-9a-f-]{30,}/);
    await this.page.getByTestId('edit-done').waitFor();
    return new URL(this.page.url()).pathname.split('/').at(-1) ?? '';
  }

  /** Adds a tile of a kind with the fields it suggests. */
  async addTile(kind: string, settings: (dialog: Locator) => Promise<void> = async () => undefined): Promise<void> {
    const before = await this.tiles().count();
    await this.page.getByTestId('add-tile').click();
    const dialog = this.page.getByRole('dialog');
    await dialog.getByTestId(`kind-${kind}`).click();
    await settings(dialog);
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await this.page.waitForFunction((count) => document.querySelectorAll('[data-tile]').length > count, before);
    await dialog.waitFor({ state: 'hidden' });
  }

  tiles(): Locator {
    return this.page.locator('[data-testid="board"] [data-tile]');
  }

  async titles(): Promise<string[]> {
    return this.tiles().getByRole('heading').allInnerTexts();
  }

  /** Clicks a bar of a horizontal chart, counted from the longest, once every tile and the bar itself are drawn. */
  async clickBar(tile: Locator, place: number, options: ClickOptions = {}): Promise<void> {
    await this.settled();
    const drawing = tile.locator('[role="img"] svg');
    await drawing.scrollIntoViewIfNeeded();
    const middle = await drawing.evaluateHandle(async (svg, wanted) => {
      // Bars are the filled shapes of the drawing; what grows is not there yet.
      const bars = () =>
        [...svg.querySelectorAll('path')]
          .filter((path) => /^(#|rgb)/.test(path.getAttribute('fill') ?? ''))
          .map((path) => ({ path, box: path.getBoundingClientRect() }))
          .filter(({ box }) => box.width > 4 && box.height > 4 && box.height < 80)
          .toSorted((a, b) => b.box.width - a.box.width);
      for (;;) {
        const bar = bars()[wanted];
        const at = bar ? { x: bar.box.x + bar.box.width * 0.4, y: bar.box.y + bar.box.height / 2 } : null;
        if (bar && at && document.elementFromPoint(at.x, at.y) === bar.path) return at;
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
    }, place);
    const { x, y } = await middle.jsonValue();
    for (const key of options.modifiers ?? []) await this.page.keyboard.down(key);
    await this.page.mouse.click(x, y, { button: options.button ?? 'left' });
    for (const key of options.modifiers ?? []) await this.page.keyboard.up(key);
  }

  /** Waits until a chart over time names a step on its axis. @returns the place of that name */
  async stepDrawn(tile: Locator, label: string): Promise<{ x: number; y: number }> {
    await this.settled();
    const drawing = tile.locator('[role="img"] svg');
    await drawing.scrollIntoViewIfNeeded();
    const handle = await drawing.evaluateHandle(async (svg, wanted) => {
      for (;;) {
        const name = [...svg.querySelectorAll('text')].find(({ textContent }) => textContent === wanted);
        const box = name?.getBoundingClientRect();
        if (box) return { x: box.x + box.width / 2, y: box.y };
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
    }, label);
    return handle.jsonValue();
  }

  /** Clicks above the name of a step, where no mark need be. */
  async clickStep(tile: Locator, label: string, { button = 'left' }: ClickOptions = {}): Promise<void> {
    const { x, y } = await this.stepDrawn(tile, label);
    await this.page.mouse.click(x, y - 24, { button });
  }

  async saved(): Promise<void> {
    await this.page.locator('[data-testid="save-state"][data-state="saved"]').waitFor();
  }

  /** Waits until the host has what is on the screen. */
  async done(): Promise<void> {
    await this.saved();
    await this.page.getByTestId('edit-done').click();
    await this.page.getByTestId('edit-board').waitFor();
  }
}
