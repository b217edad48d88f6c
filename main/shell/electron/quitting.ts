import { setTimeout as after } from 'node:timers/promises';
import { app, dialog } from 'electron';
import type { Language } from '../../../contract/language.ts';
import type { OpenWorkspaces } from './open-workspaces.ts';
import { wordsOf } from './words.ts';

const lookEveryMs = 500;

/** Before the application ends: asks while an import runs, then lets every host finish or roll back. */
export function finishBeforeQuit(open: OpenWorkspaces, language: () => Language): void {
  const quitting = new Quitting(open, language);
  app.on('before-quit', (event) => quitting.begin(event));
}

class Quitting {
  readonly #open: OpenWorkspaces;
  readonly #language: () => Language;
  #stage: 'running' | 'asking' | 'closing' | 'done' = 'running';

  constructor(open: OpenWorkspaces, language: () => Language) {
    this.#open = open;
    this.#language = language;
  }

  /** The first time it holds the application back; when all is done, the application goes. */
  begin(event: { preventDefault(): void }): void {
    if (this.#stage === 'done') return;
    event.preventDefault();
    if (this.#stage === 'running') void this.#quit();
  }

  async #quit(): Promise<void> {
    this.#stage = 'asking';
    const answer = (await this.#isImporting()) ? await this.#ask() : 'now';
    if (answer === 'stay') {
      this.#stage = 'running';
      return;
    }
    if (answer === 'wait') while (await this.#isImporting()) await after(lookEveryMs);
    this.#stage = 'closing';
    await Promise.all(this.#open.all().map((workspace) => workspace.close()));
    this.#stage = 'done';
    app.quit();
  }

  async #isImporting(): Promise<boolean> {
    const counts = this.#open.local().map(async ({ api }) => {
      // One that does not answer has nothing that waiting would help.
      const running = (await api?.runningImports().catch(() => [])) ?? [];
      return running.length;
    });
    return (await Promise.all(counts)).some((count) => count > 0);
  }

  async #ask(): Promise<'wait' | 'now' | 'stay'> {
    const t = wordsOf(this.#language());
    const answers = ['wait', 'now', 'stay'] as const;
    const options = {
      type: 'question' as const,
      message: t('importRunning'),
      detail: t('importRunningDetail'),
      buttons: [t('waitThenQuit'), t('quitNow'), t('stay')],
      ...{ defaultId: 0, cancelId: 2, noLink: true },
    };
    const [shown] = this.#open.windows();
    const { response } = await (shown === undefined
      ? dialog.showMessageBox(options)
      : dialog.showMessageBox(shown.window, options));
    return answers[response] ?? 'stay';
  }
}
