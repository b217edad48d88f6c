import type { Locator, Page } from 'playwright-core';

/** The tiles of the first board that show one figure. */
export const numberTiles = ['revenue', 'orders', 'customers', 'average-order-value', 'repeat-rate'] as const;
export type NumberTile = (typeof numberTiles)[number];

/** The board: its tiles, filters and switches. */
export class BoardPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Opens the board with dates and countries in the address; without any, the newest month. */
  async open(origin: string, search: { from?: string; to?: string; country?: string[] } = {}): Promise<void> {
    const parameters = new URLSearchParams();
    if (search.from) parameters.set('from', search.from);
    if (search.to) parameters.set('to', search.to);
    for (const country of search.country ?? []) parameters.append('country', country);
    await this.page.goto(`${origin}/?${parameters}`);
  }

  tile(id: string): Locator {
    return this.page.getByTestId(`tile-${id}`);
  }

  /** Waits until no tile is loading any more and fonts and drawings are in place. */
  async settled(): Promise<void> {
    await this.page.getByTestId('board').waitFor();
    await this.page.waitForFunction(() => {
      const tiles = [...document.querySelectorAll('[data-testid^="tile-"][data-state]')];
      return (
        tiles.length > 0 &&
        !document.querySelector('[data-testid="board"][aria-busy="true"]') &&
        tiles.every((tile) => !['loading', 'refreshing'].includes(tile.getAttribute('data-state') ?? ''))
      );
    });
    await this.page.evaluate(() => document.fonts.ready);
  }

  /** The figure of a number tile, unrounded; null when the tile shows none. */
  async figure(id: NumberTile): Promise<number | null> {
    const value = this.page.getByTestId(`tile-${id}-value`);
    if ((await value.count()) === 0) return null;
    const text = await value.getAttribute('data-value');
    return text === null || text === '' ? null : Number(text);
  }

  /** The figure as people read it. */
  async shown(id: NumberTile): Promise<string> {
    return ((await this.page.getByTestId(`tile-${id}-value`).textContent()) ?? '').trim();
  }

  /** What stands beside a figure about an earlier period. */
  async comparison(id: NumberTile, with_: 'previous_period' | 'previous_year'): Promise<string> {
    return ((await this.page.getByTestId(`tile-${id}-${with_}`).textContent()) ?? '').trim();
  }

  async chooseCountry(name: string): Promise<void> {
    const filter = this.page.getByTestId('filter-country');
    await filter.click();
    await this.page.keyboard.type(name);
    await this.page.locator('.ant-select-item-option', { hasText: name }).first().click();
    await this.page.keyboard.press('Escape');
  }

  async choosePreset(name: string): Promise<void> {
    await this.page.getByTestId('filter-date').locator('input').first().click();
    await this.page.locator('.ant-picker-presets').getByText(name, { exact: true }).click();
  }

  async switchLanguage(): Promise<void> {
    await this.page.getByTestId('language-switch').click();
  }

  async switchTheme(): Promise<void> {
    await this.page.getByTestId('theme-switch').click();
  }
}
