import { type Certificate, powerMonitor, session } from 'electron';
import { contentPolicy } from '../../../contract/content-policy.ts';
import type { Pane } from './pane.ts';
import { barAddress, startPageAddress } from './start-page.ts';
import type { Visit } from './visit.ts';
import { wordsOf } from './words.ts';
import { type Surroundings, Workspace } from './workspace.ts';
import type { WorkspaceWindow } from './workspace-window.ts';

/** A certificate the system does not trust. */
export interface Doubt {
  fingerprint: string;
  /** Chromium's name for what is wrong with it. */
  reason: string;
  /** Another one was trusted here before. */
  isChanged: boolean;
}

export interface RemoteWorkspaceOptions extends Surroundings {
  id: string;
  origin: string;
  /** Signs in without an account; empty lets the page ask. */
  token: () => string;
  /** Fingerprint of the certificate trusted for this workspace, beside those the system trusts. */
  trusted: () => string | null;
  /** Asks the person to compare a fingerprint; resolved with true when it is trusted from now on. */
  askTrust: (doubt: Doubt, window: WorkspaceWindow) => Promise<boolean>;
}

const lookEveryMs = 10_000;

/** A Luopan on another machine, shown in windows of this one under a bar that leads back. It gets nothing of this machine. */
export class RemoteWorkspace extends Workspace {
  readonly id: string;
  readonly isTrusted = false;
  protected readonly partition: string;
  readonly #options: RemoteWorkspaceOptions;
  readonly #visits = new Map<Pane, Visit>();
  /** Panes that could not be shown, and where they were going. */
  readonly #outOfReach = new Map<Pane, string>();
  readonly #looking: NodeJS.Timeout;
  readonly #lookNow = () => void this.#lookAgain();
  /** The certificate the person did not trust, until asked for again. */
  #refused = false;

  constructor(options: RemoteWorkspaceOptions) {
    super(options);
    this.id = options.id;
    this.partition = `persist:remote-${options.id}`;
    this.#options = options;
    this.#fenceIn();
    this.#looking = setInterval(this.#lookNow, lookEveryMs).unref();
    powerMonitor.on('resume', this.#lookNow);
  }

  close(): Promise<void> {
    clearInterval(this.#looking);
    powerMonitor.off('resume', this.#lookNow);
    return Promise.resolve();
  }

  /** Shows it in a window, in place of what is laid over that already. */
  visit(shown: WorkspaceWindow, path = '/'): void {
    const visit = shown.begin({
      partition: this.partition,
      listeners: {
        retry: () => void this.show(visit.pane, visit.pane.leftAt ?? path),
        lost: (reason) => void this.#showLost(visit.pane, reason),
      },
      ended: ({ pane }) => {
        this.panes.delete(pane);
        this.#visits.delete(pane);
        this.#outOfReach.delete(pane);
      },
    });
    const { pane } = visit;
    this.panes.add(pane);
    this.#visits.set(pane, visit);
    pane.contents.on('certificate-error', (event, url, reason, certificate, answer, isMainFrame) => {
      event.preventDefault();
      void this.#judge(shown, { url, reason, certificate, isMainFrame }).then(answer);
    });
    void this.#showBar(visit);
    void this.show(pane, path);
  }

  /** The language of the shell changed. */
  speak(): void {
    for (const visit of this.#visits.values()) void this.#showBar(visit);
  }

  protected entry(path: string): { origin: string; path: string } {
    const { origin, token } = this.#options;
    const page = new URL(path, origin);
    if (token() !== '') page.searchParams.set('token', token());
    return { origin, path: `${page.pathname}${page.search}` };
  }

  protected override async show(pane: Pane, path: string): Promise<void> {
    this.#refused = false;
    this.#outOfReach.delete(pane);
    try {
      if (pane.origin === null) await pane.showStart(this.#page('connecting'));
      await super.show(pane, path);
      const visit = this.#visits.get(pane);
      // What protects the connection is known now.
      if (visit !== undefined) await this.#showBar(visit);
    } catch {
      if (!this.#visits.has(pane)) return;
      if (!this.#refused) this.#outOfReach.set(pane, path);
      await pane.showStart(this.#page(this.#refused ? 'untrusted' : 'offline'));
    }
  }

  /** Its pages load from there and nowhere else, whatever that host says or leaves out. */
  #fenceIn(): void {
    const { webRequest } = session.fromPartition(this.partition);
    const { origin } = this.#options;
    webRequest.onBeforeRequest(({ url }, answer) => {
      const isOwn = url.startsWith('data:') || new URL(url).origin === origin;
      answer({ cancel: !isOwn });
    });
    webRequest.onHeadersReceived(({ responseHeaders }, answer) =>
      answer({ responseHeaders: { ...responseHeaders, 'Content-Security-Policy': [contentPolicy] } }),
    );
  }

  async #showLost(pane: Pane, reason: 'crashed' | 'unreachable'): Promise<void> {
    const path = pane.path ?? '/';
    if (reason === 'unreachable') this.#outOfReach.set(pane, path);
    await pane.showStart(this.#page(reason === 'crashed' ? 'pageLost' : 'offline'));
  }

  #page(title: 'connecting' | 'offline' | 'untrusted' | 'pageLost'): string {
    const language = this.#options.language();
    const t = wordsOf(language);
    const retry = title === 'connecting' ? null : t('retry');
    const heading = t(title, { place: new URL(this.#options.origin).host });
    return startPageAddress({ title: heading, detail: t(`${title}Detail`), retry, back: t('back') }, language);
  }

  #showBar(visit: Visit): Promise<void> {
    const { language, origin, trusted } = this.#options;
    const t = wordsOf(language());
    const isProtected = origin.startsWith('https:');
    const protection = t(isProtected ? (trusted() === null ? 'encrypted' : 'encryptedByHand') : 'notEncrypted');
    const bar = { back: t('back'), place: new URL(origin).host, protection, isProtected };
    return visit.showBar(barAddress(bar, language()));
  }

  /** Is a certificate that the system does not trust the one the person compared? Asks for pages, never for their parts. */
  async #judge(
    shown: WorkspaceWindow,
    {
      url,
      reason,
      certificate,
      isMainFrame,
    }: { url: string; reason: string; certificate: Certificate; isMainFrame: boolean },
  ): Promise<boolean> {
    const { origin, trusted, askTrust } = this.#options;
    if (!URL.canParse(url) || new URL(url).origin !== origin) return false;
    const fingerprint = readable(certificate);
    if (fingerprint === trusted()) return true;
    const isTrusted = isMainFrame && (await askTrust({ fingerprint, reason, isChanged: trusted() !== null }, shown));
    this.#refused = !isTrusted;
    return isTrusted;
  }

  /** The network may be back: panes that could not be shown are shown without being asked. */
  async #lookAgain(): Promise<void> {
    if (this.#outOfReach.size === 0 || !(await this.#isInReach())) return;
    for (const [pane, path] of [...this.#outOfReach]) void this.show(pane, path);
  }

  async #isInReach(): Promise<boolean> {
    try {
      await session.fromPartition(this.partition).fetch(`${this.#options.origin}/healthz`, { credentials: 'omit' });
      return true;
    } catch (error) {
      // Somebody answers there; whether to trust it is asked once the page loads.
      return String(error).includes('ERR_CERT');
    }
  }
}

/** `sha256/…` in base64 as the colon-separated hexadecimal that certificate tools print. */
function readable({ fingerprint }: Certificate): string {
  const bytes = Buffer.from(fingerprint.replace(/^sha256\//, ''), 'base64');
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(':');
}
