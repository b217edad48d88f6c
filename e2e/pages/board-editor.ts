import type { Locator, Page } from 'playwright-core';
import { BoardPage } from './board.ts';

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
