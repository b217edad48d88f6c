import { join } from 'node:path';
import { Menu, nativeImage, Tray } from 'electron';
import type { Language } from '../../../contract/language.ts';
import { wordsOf } from './words.ts';

export interface TrayActions {
  show(): void;
  quit(): void;
  startsAtLogin(): boolean;
  setStartsAtLogin(isOn: boolean): void;
}

/** The mark beside the clock: Luopan goes on importing while no window is open. */
export class TrayMark {
  readonly #tray: Tray;
  readonly #actions: TrayActions;

  constructor(actions: TrayActions, language: Language) {
    this.#actions = actions;
    this.#tray = new Tray(nativeImage.createFromPath(join(import.meta.dirname, 'icons/tray.png')));
    this.#tray.on('click', () => actions.show());
    this.speak(language);
  }

  /** Rebuilds the menu in a language. */
  speak(language: Language): void {
    const t = wordsOf(language);
    this.#tray.setToolTip(t('product'));
    this.#tray.setContextMenu(
      Menu.buildFromTemplate([
        { id: 'tray-show', label: t('show'), click: () => this.#actions.show() },
        { type: 'separator' },
        {
          id: 'tray-login',
          label: t('startsAtLogin'),
          type: 'checkbox',
          checked: this.#actions.startsAtLogin(),
          click: ({ checked }) => this.#actions.setStartsAtLogin(checked),
        },
        { type: 'separator' },
        { id: 'tray-quit', label: t('quit'), click: () => this.#actions.quit() },
      ]),
    );
  }
}
