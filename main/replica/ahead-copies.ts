import { receiveMessageOnPort } from 'node:worker_threads';
import type { AheadLink, AheadMessage } from '../store/index.ts';
import { AheadCopy } from './ahead.ts';
import type { Configuration } from './state-table.ts';

interface AheadSetting {
  profilesAtOnce: number;
  /** What the replica computes derived columns with. */
  configuration: () => Configuration;
  /** An import has begun to tell its rows. */
  onBegin: () => void;
  /** An import was taken back, or could not be published. */
  onDrop: (copy: AheadCopy) => void;
}

/** What running imports tell through the link. Their messages and those of others arrive in no order of each other. */
export class AheadCopies {
  readonly #link: AheadLink;
  readonly #setting: AheadSetting;
  readonly #backlog: Int32Array;
  readonly #copies = new Map<number, AheadCopy>();

  constructor(link: AheadLink, setting: AheadSetting) {
    this.#link = link;
    this.#setting = setting;
    this.#backlog = new Int32Array(link.backlog);
    link.port.on('message', (message: AheadMessage) => this.#receive(message));
    // Alone it is no reason to stay alive.
    link.port.unref();
  }

  all(): AheadCopy[] {
    return [...this.#copies.values()];
  }

  /** The one that has a transaction. */
  get opened(): AheadCopy | null {
    return this.all().find((copy) => copy.isOpen) ?? null;
  }

  /** The oldest that may begin now that the replica stands at `seq`. */
  waiting(seq: number): AheadCopy | null {
    this.#drain();
    if (this.opened) return null;
    return this.all().find((copy) => !copy.isOver && copy.publication === null && copy.seq <= seq) ?? null;
  }

  /** The oldest whose import is published, as far as has been told. */
  published(): AheadCopy | null {
    this.#drain();
    return this.all().find((copy) => copy.publication !== null) ?? null;
  }

  forget(copy: AheadCopy): void {
    this.#copies.delete(copy.importNumber);
  }

  close(): void {
    this.#link.port.close();
  }

  /** Takes what has arrived without waiting for its turn: what was said before a commit must be known after it. */
  #drain(): void {
    for (let next = receiveMessageOnPort(this.#link.port); next; next = receiveMessageOnPort(this.#link.port)) {
      this.#receive(next.message as AheadMessage);
    }
  }

  #receive(message: AheadMessage): void {
    const copy = this.#copies.get(message.importNumber);
    switch (message.kind) {
      case 'begin':
        this.#copies.set(
          message.importNumber,
          new AheadCopy({
            importNumber: message.importNumber,
            seq: message.seq,
            isOwnTable: message.isOwnTable,
            profilesAtOnce: this.#setting.profilesAtOnce,
            onTaken: (kilobytes) => this.#take(kilobytes),
          }),
        );
        this.#setting.onBegin();
        break;
      case 'rows': {
        const { currency, packs, kilobytes } = message;
        const now = this.#setting.configuration();
        if (copy) copy.take({ packs, kilobytes }, currency === null ? now : { ...now, currency });
        else this.#take(kilobytes);
        break;
      }
      case 'publish':
        if (copy) copy.publication = message;
        break;
      case 'drop':
        if (copy) this.#setting.onDrop(copy);
        break;
    }
  }

  #take(kilobytes: number): void {
    Atomics.sub(this.#backlog, 0, kilobytes);
    Atomics.notify(this.#backlog, 0);
  }
}
