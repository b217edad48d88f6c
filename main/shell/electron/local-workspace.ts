import type { Notice } from '../../../contract/deliveries.ts';
import { HostApi } from './host-api.ts';
import { LocalHost } from './local-host.ts';
import type { StartMessage } from './messages.ts';
import { NotPrinted, printPage } from './print-page.ts';
import { startPageAddress } from './start-page.ts';
import { wordsOf } from './words.ts';
import { type Surroundings, Workspace } from './workspace.ts';
import type { WorkspaceWindow } from './workspace-window.ts';

export interface LocalWorkspaceOptions extends Surroundings {
  id: string;
  start: Omit<StartMessage, 'type'>;
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
  protected readonly partition: string;
  readonly #host: LocalHost;
  readonly #importEnded: LocalWorkspaceOptions['importEnded'];
  readonly #printing = new Map<number, AbortController>();
  readonly #noticed: LocalWorkspaceOptions['noticed'];
  #following: AbortController | null = null;
  /** Id of the newest notice there was; null before the first look: what is older is not told any more. */
  #newestNotice: number | null = null;
  #lookingForNotices: Promise<void> = Promise.resolve();

  constructor({ id, start, importEnded, noticed, ...surroundings }: LocalWorkspaceOptions) {
    super(surroundings);
    this.id = id;
    this.partition = `persist:local-${id}`;
    this.#importEnded = importEnded;
    this.#noticed = noticed;
    this.#host = new LocalHost(start, {
      ready: () => {
        this.#follow();
        void this.showInterfaces();
      },
      restarting: () => void this.showStarting('restarting'),
      lost: (reason) => void this.#showLost(reason),
      print: (host, printId, order) => void this.#print(host, printId, order),
      stopPrint: (printId) => this.#printing.get(printId)?.abort(),
    });
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

  protected retry(): void {
    this.#host.retry();
  }

  /** A host that goes while a page loads tells itself what follows: it starts again, is lost, or was told to stop. */
  protected override async show(shown: WorkspaceWindow, path: string): Promise<void> {
    await super.show(shown, path).catch(() => {});
  }

  #showLost(reason: string): Promise<unknown> {
    const { language } = this.surroundings;
    const t = wordsOf(language());
    const [title, detail] = reason === '' ? [t('hostLost'), t('hostLostDetail')] : [t('product'), reason];
    return this.showEverywhere(startPageAddress({ title, detail, retry: t('retry') }, language()));
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
