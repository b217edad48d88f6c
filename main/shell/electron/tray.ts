import { join } from 'node:path';
import { Menu, type MenuItemConstructorOptions, nativeImage, Tray } from 'electron';
import type { Connection } from '../../../contract/connections.ts';
import type { Language } from '../../../contract/language.ts';
import type { HostApi } from './host-api.ts';
import { wordsOf } from './words.ts';

export interface TrayActions {
  show(): void;
  quit(): void;
  startsAtLogin(): boolean;
  setStartsAtLogin(isOn: boolean): void;
  /** The hosts of this machine that answer. */
  hosts(): HostApi[];
  language(): Language;
}

const lookEveryMs = 60_000;

/** The mark beside the clock: Luopan goes on importing while no window is open. */
export class TrayMark {
  readonly #tray: Tray;
  readonly #actions: TrayActions;
  #looks = 0;
  #schedules: { api: HostApi; connection: Connection }[] = [];

  constructor(actions: TrayActions) {
    this.#actions = actions;
    this.#tray = new Tray(nativeImage.createFromPath(join(import.meta.dirname, 'icons/tray.png')));
    // On macOS a click opens the menu, and only that.
    if (process.platform !== 'darwin') this.#tray.on('click', () => actions.show());
    this.refresh();
    setInterval(() => void this.look(), lookEveryMs).unref();
  }

  /** Asks the hosts what is due, then shows it. */
  async look(): Promise<void> {
    this.#looks += 1;
    const look = this.#looks;
    const asked = this.#actions.hosts().map(async (api) => {
      // A host that does not answer has nothing to show until it does.
      const scheduled = await api.scheduled().catch(() => []);
      return scheduled.map((connection) => ({ api, connection }));
    });
    const schedules = (await Promise.all(asked)).flat();
    // A later look knows better.
    if (look !== this.#looks) return;
    this.#schedules = schedules;
    this.refresh();
  }

  /** Rebuilds the menu: the language or a setting changed. */
  refresh(): void {
    const language = this.#actions.language();
    const t = wordsOf(language);
    const separator: MenuItemConstructorOptions = { type: 'separator' };
    this.#tray.setToolTip(t('product'));
    this.#tray.setContextMenu(
      Menu.buildFromTemplate([
        { id: 'tray-show', label: t('show'), click: () => this.#actions.show() },
        separator,
        { id: 'tray-next', label: this.#nextSync(language), enabled: false },
        ...this.#pauseItem(t),
        separator,
        {
          id: 'tray-login',
          label: t('startsAtLogin'),
          type: 'checkbox',
          checked: this.#actions.startsAtLogin(),
          click: ({ checked }) => this.#actions.setStartsAtLogin(checked),
        },
        separator,
        { id: 'tray-quit', label: t('quit'), click: () => this.#actions.quit() },
      ]),
    );
  }

  #nextSync(language: Language): string {
    const t = wordsOf(language);
    const due = this.#schedules.flatMap(({ connection }) => connection.nextRuns.slice(0, 1).map(({ at }) => at));
    const [next] = due.sort();
    if (next === undefined) return t('noSync');
    const time = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(next));
    return t('nextSync', { time });
  }

  #pauseItem(t: ReturnType<typeof wordsOf>): MenuItemConstructorOptions[] {
    if (this.#schedules.length === 0) return [];
    const isPaused = this.#schedules.every(({ connection }) => connection.isPaused);
    const pause = async () => {
      await Promise.allSettled(this.#schedules.map(({ api, connection }) => api.pause(connection.id, !isPaused)));
      await this.look();
    };
    return [{ id: 'tray-pause', label: t(isPaused ? 'resume' : 'pause'), click: () => void pause() }];
  }
}
