import type { Language } from '../../../contract/language.ts';
import type { Pane } from './pane.ts';

export interface Surroundings {
  version: string;
  language: () => Language;
  statePath: string;
}

/** A workspace that is open: one source of pages, any number of panes that show them. */
export abstract class Workspace {
  abstract readonly id: string;
  readonly panes = new Set<Pane>();
  protected readonly surroundings: Surroundings;

  constructor(surroundings: Surroundings) {
    this.surroundings = surroundings;
  }

  /** Requests of the page that this workspace may make beyond finding. */
  abstract readonly isTrusted: boolean;
  protected abstract readonly partition: string;
  /** Where its pages are and what signs a pane in; null while there is no answer yet. */
  protected abstract entry(path: string): { origin: string; path: string } | null;
  /** Frees what it holds; resolved when it is done. */
  abstract close(): Promise<void>;

  /** Leads a pane to a page of its interface, without loading anything anew where it shows one already. */
  lead(pane: Pane, path: string): void {
    if (pane.origin !== null) pane.tell({ type: 'go', path });
    else void this.show(pane, path);
  }

  /** Loads the page a pane shows once more. */
  reload(pane: Pane): void {
    void this.show(pane, pane.path ?? pane.leftAt ?? '/');
  }

  protected async show(pane: Pane, path: string): Promise<void> {
    const entry = this.entry(path);
    if (entry !== null) await pane.showInterface(entry.origin, entry.path);
  }

  protected showEverywhere(address: string): Promise<unknown> {
    return Promise.all([...this.panes].map((pane) => pane.showStart(address)));
  }
}
