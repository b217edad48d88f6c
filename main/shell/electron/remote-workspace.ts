import { type Certificate, session } from 'electron';
import { startPageAddress } from './start-page.ts';
import { wordsOf } from './words.ts';
import { type Surroundings, Workspace } from './workspace.ts';
import type { WorkspaceWindow } from './workspace-window.ts';

export interface RemoteWorkspaceOptions extends Surroundings {
  id: string;
  origin: string;
  /** Signs in without an account; empty lets the page ask. */
  token: string;
  /** Fingerprint of the certificate trusted for this workspace, beside those the system trusts. */
  trusted: () => string | null;
  /** Asks the person to compare a fingerprint; resolved with true when it is trusted from now on. */
  askTrust: (certificate: { fingerprint: string; reason: string }) => Promise<boolean>;
}

/** A Luopan on another machine, shown in this application's window. It gets nothing of this machine. */
export class RemoteWorkspace extends Workspace {
  readonly id: string;
  readonly isTrusted = false;
  protected readonly partition: string;
  readonly #options: RemoteWorkspaceOptions;
  #refused: { fingerprint: string; reason: string } | null = null;

  constructor(options: RemoteWorkspaceOptions) {
    super(options);
    this.id = options.id;
    this.partition = `persist:remote-${options.id}`;
    this.#options = options;
    this.#checkCertificates();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  protected entry(path: string): { origin: string; path: string } {
    const { origin, token } = this.#options;
    const page = new URL(path, origin);
    if (token !== '') page.searchParams.set('token', token);
    return { origin, path: `${page.pathname}${page.search}` };
  }

  protected retry(): void {
    void this.showInterfaces();
  }

  protected override async show(shown: WorkspaceWindow, path: string): Promise<void> {
    this.#refused = null;
    try {
      await super.show(shown, path);
    } catch {
      const refused = this.#certificateRefused();
      if (refused !== null && (await this.#options.askTrust(refused))) await this.show(shown, path);
      else await shown.showStart(this.#outOfReach());
    }
  }

  #outOfReach(): string {
    const { language } = this.surroundings;
    const t = wordsOf(language());
    const title = t('offline', { place: new URL(this.#options.origin).host });
    return startPageAddress({ title, detail: t('offlineDetail'), retry: t('retry') }, language());
  }

  /** Set by the check below while a page loads. */
  #certificateRefused(): { fingerprint: string; reason: string } | null {
    return this.#refused;
  }

  #checkCertificates(): void {
    const [refuse, asSystem] = [-2, -3];
    session.fromPartition(this.partition).setCertificateVerifyProc((request, answer) => {
      const { certificate, verificationResult } = request;
      if (verificationResult === 'net::OK') return answer(asSystem);
      const fingerprint = readable(certificate);
      if (fingerprint === this.#options.trusted()) return answer(0);
      this.#refused = { fingerprint, reason: verificationResult };
      return answer(refuse);
    });
  }
}

/** `sha256/…` in base64 as the colon-separated hexadecimal that certificate tools print. */
function readable({ fingerprint }: Certificate): string {
  const bytes = Buffer.from(fingerprint.replace(/^sha256\//, ''), 'base64');
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(':');
}
