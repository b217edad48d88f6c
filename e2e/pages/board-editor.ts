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
    const id = await this.drawn(tile);
    const found = await this.page.waitForFunction(
      ({ drawing, wanted }) => {
        // Bars are the filled shapes of the drawing.
        const bars = [...document.querySelectorAll(`${drawing} path`)]
          .filter((path) => /^(#|rgb)/.test(path.getAttribute('fill') ?? ''))
          .map((path) => ({ path, box: path.getBoundingClientRect() }))
          .filter(({ box }) => box.width > 4 && box.height > 4 && box.height < 80)
          .toSorted((a, b) => b.box.width - a.box.width);
        const bar = bars[wanted];
        if (!bar) return null;
        const at = { x: bar.box.x + bar.box.width * 0.4, y: bar.box.y + bar.box.height / 2 };
        return document.elementFromPoint(at.x, at.y) === bar.path ? at : null;
      },
      { drawing: `[data-tile="${id}"] [role="img"] svg`, wanted: place },
    );
    const at = await found.jsonValue();
    if (at === null) throw new Error('no bar');
    for (const key of options.modifiers ?? []) await this.page.keyboard.down(key);
    await this.page.mouse.click(at.x, at.y, { button: options.button ?? 'left' });
    for (const key of options.modifiers ?? []) await this.page.keyboard.up(key);
  }

  /** Waits until a chart over time names a step on its axis. @returns the place of that name */
  async stepDrawn(tile: Locator, label: string): Promise<{ x: number; y: number }> {
    const id = await this.drawn(tile);
    const found = await this.page.waitForFunction(
      ({ drawing, wanted }) => {
        const names = [...document.querySelectorAll(`${drawing} text`)];
        const box = names.find(({ textContent }) => textContent === wanted)?.getBoundingClientRect();
        return box ? { x: box.x + box.width / 2, y: box.y } : null;
      },
      { drawing: `[data-tile="${id}"] [role="img"] svg`, wanted: label },
    );
    const at = await found.jsonValue();
    if (at === null) throw new Error('no such step');
    return at;
  }

  /** Brings the drawing of a tile into sight once all tiles have their figures. @returns the id of the tile */
  private async drawn(tile: Locator): Promise<string> {
    await this.settled();
    await tile.locator('[role="img"] svg').scrollIntoViewIfNeeded();
    return (await tile.getAttribute('data-tile')) ?? '';
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
