import type { Notice } from '../../../contract/deliveries.ts';
import { HostApi } from './host-api.ts';
import { LocalHost } from './local-host.ts';
import type { StartMessage } from './messages.ts';
import type { Pane } from './pane.ts';
import { NotPrinted, printPage } from './print-page.ts';
import { startPageAddress } from './start-page.ts';
import { wordsOf } from './words.ts';
import { type Surroundings, Workspace } from './workspace.ts';
import { WorkspaceWindow } from './workspace-window.ts';

export interface LocalWorkspaceOptions extends Surroundings {
  id: string;
  start: Omit<StartMessage, 'type'>;
  /** Its host answers. */
  ready: () => void;
  /** An import of this workspace ended. */
  importEnded: (workspace: LocalWorkspace, id: string) => void;
  /** The host has something to tell that it had not told before; newest first. */
  noticed: (workspace: LocalWorkspace, notices: readonly Notice[]) => void;
}

/** Notices looked at in one go. */
const noticesAtOnce = 50;

/** A data folder of this machine, with its host in a process of its own. */
export class LocalWorkspace extends Workspace {
  readonly id: string;
  readonly isTrusted = true;
  readonly windows = new Set<WorkspaceWindow>();
  protected readonly partition: string;
  readonly #host: LocalHost;
  readonly #importEnded: LocalWorkspaceOptions['importEnded'];
  readonly #printing = new Map<number, AbortController>();
  readonly #noticed: LocalWorkspaceOptions['noticed'];
  /** Pages asked for while there was no host to show them. */
  readonly #waiting = new Map<Pane, string>();
  #following: AbortController | null = null;
  /** Id of the newest notice there was; null before the first look: what is older is not told any more. */
  #newestNotice: number | null = null;
  #lookingForNotices: Promise<void> = Promise.resolve();

  constructor({ id, start, ready, importEnded, noticed, ...surroundings }: LocalWorkspaceOptions) {
    super(surroundings);
    this.id = id;
    this.partition = `persist:local-${id}`;
    this.#importEnded = importEnded;
    this.#noticed = noticed;
    this.#host = new LocalHost(start, {
      ready: () => {
        this.#follow();
        this.#showInterfaces();
        ready();
      },
      restarting: () => void this.showEverywhere(this.#page('restarting')),
      lost: (reason) => void this.#showLost(reason),
      print: (host, printId, order) => void this.#print(host, printId, order),
      stopPrint: (printId) => this.#printing.get(printId)?.abort(),
    });
  }

  /** Opens a window: at once with a start page, then with the interface. */
  openWindow(path = '/'): WorkspaceWindow {
    const { version, statePath } = this.surroundings;
    const opened = new WorkspaceWindow({
      ...{ version, statePath, partition: this.partition },
      listeners: {
        retry: () => this.#retry(opened.home),
        // A host that goes away tells it itself, by its process.
        lost: (reason) => reason === 'crashed' && void opened.home.showStart(this.#page('pageLost', true)),
      },
    });
    const { home, window } = opened;
    this.windows.add(opened);
    this.panes.add(home);
    window.on('closed', () => {
      this.windows.delete(opened);
      this.panes.delete(home);
    });
    window.once('ready-to-show', () => window.show());
    if (this.entry(path) === null) {
      this.#waiting.set(home, path);
      void home.showStart(this.#page('starting'));
    } else void this.show(home, path);
    return opened;
  }

  /** Brings a window on it to the front and leads it to a page; one that shows a workspace elsewhere is left alone. */
  go(path: string): void {
    const shown = [...this.windows].findLast(({ visit }) => visit === null) ?? this.openWindow(path);
    shown.bringToFront();
    this.lead(shown.home, path);
  }

  override lead(pane: Pane, path: string): void {
    if (this.entry(path) === null) this.#waiting.set(pane, path);
    else super.lead(pane, path);
  }

  /** Null while the host starts. */
  get api(): HostApi | null {
    return this.#host.address === null ? null : new HostApi(this.#host.address);
  }

  async close(): Promise<void> {
    this.#following?.abort();
    for (const printing of this.#printing.values()) printing.abort();
    await this.#host.stop();
  }

  protected entry(path: string): { origin: string; path: string } | null {
    const { address } = this.#host;
    if (address === null) return null;
    const page = new URL(path, address.origin);
    page.searchParams.set('token', address.token);
    return { origin: address.origin, path: `${page.pathname}${page.search}` };
  }

  /** A host that goes while a page loads tells itself what follows: it starts again, is lost, or was told to stop. */
  protected override async show(pane: Pane, path: string): Promise<void> {
    await super.show(pane, path).catch(() => {});
  }

  #retry(pane: Pane): void {
    void pane.showStart(this.#page('starting'));
    if (this.#host.address === null) this.#host.retry();
    else void this.show(pane, pane.leftAt ?? '/');
  }

  /** The host answers, perhaps at a new address: every window shows what it was to show, or what it showed before. */
  #showInterfaces(): void {
    for (const pane of this.panes) void this.show(pane, this.#waiting.get(pane) ?? pane.leftAt ?? '/');
    this.#waiting.clear();
  }

  #page(state: 'starting' | 'restarting' | 'hostLost' | 'pageLost', canRetry = false): string {
    const { language } = this.surroundings;
    const t = wordsOf(language());
    const [title, detail] =
      state === 'starting' || state === 'restarting' ? [t('product'), t(state)] : [t(state), t(`${state}Detail`)];
    return startPageAddress({ title, detail, retry: canRetry ? t('retry') : null }, language());
  }

  /** @param reason the sentence to show; empty when the host keeps stopping without one */
  #showLost(reason: string): Promise<unknown> {
    if (reason === '') return this.showEverywhere(this.#page('hostLost', true));
    const { language } = this.surroundings;
    const t = wordsOf(language());
    return this.showEverywhere(
      startPageAddress({ title: t('product'), detail: reason, retry: t('retry') }, language()),
    );
  }

  #follow(): void {
    this.#following?.abort();
    const following = new AbortController();
    this.#following = following;
    const known = new Set<string>();
    const look = async (id: string) => {
      const { status } = (await this.api?.import(id)) ?? { status: 'queued' };
      if (['queued', 'running'].includes(status) || known.has(id)) return;
      known.add(id);
      this.#importEnded(this, id);
    };
    // A host that goes takes its stream with it; the next one brings a new stream.
    const listeners = { import: (id: string) => void look(id).catch(() => {}), notice: () => this.#lookForNotices() };
    this.api?.follow(listeners, following.signal).catch(() => {});
    this.#lookForNotices();
  }

  /** One look after the other, so that nothing is told twice. */
  #lookForNotices(): void {
    const look = async () => {
      const after = this.#newestNotice;
      const notices = await this.api?.notices(
        after ?? 0,
        after === null ? 1 : noticesAtOnce,
        this.surroundings.language(),
      );
      if (notices === undefined) return;
      this.#newestNotice = notices[0]?.id ?? after ?? 0;
      if (after !== null && notices.length > 0) this.#noticed(this, notices);
    };
    this.#lookingForNotices = this.#lookingForNotices.then(look).catch(() => {});
  }

  async #print(host: LocalHost, id: number, order: Record<string, unknown>): Promise<void> {
    const stop = new AbortController();
    this.#printing.set(id, stop);
    try {
      host.tell({ type: 'printed', id, ...(await printPage(order, stop.signal)) });
    } catch (error) {
      const code = error instanceof NotPrinted ? error.code : 'exports/print-failed';
      host.tell({ type: 'not-printed', id, code, reason: error instanceof Error ? error.message : String(error) });
    } finally {
      this.#printing.delete(id);
    }
  }
}
