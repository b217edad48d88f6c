import { join } from 'node:path';
import { type UtilityProcess, utilityProcess } from 'electron';
import { type HostMessage, hostMessage, type ShellMessage, type StartMessage } from './messages.ts';

/** Where a host answers, and how to sign in. New after every start. */
export interface HostAddress {
  origin: string;
  token: string;
}

export interface LocalHostListeners {
  ready(address: HostAddress): void;
  /** It stopped without having been asked to and is being started again. */
  restarting(): void;
  /** It cannot go on: the sentence to show. */
  lost(reason: string): void;
  /** Prints a page for the host; the answer goes back by `tell`. */
  print(host: LocalHost, id: number, order: Record<string, unknown>): void;
  stopPrint(id: number): void;
}

const patienceMs = 10_000;
/** A host that falls over again and again has a reason that starting it does not cure. */
const restartLimit = { times: 3, withinMs: 60_000 };

/** The host of one data folder, in a process of its own, so that a busy host never freezes a window. */
export class LocalHost {
  readonly #start: Omit<StartMessage, 'type'>;
  readonly #listeners: LocalHostListeners;
  #child: UtilityProcess | null = null;
  #address: HostAddress | null = null;
  #isStopping = false;
  #refusal: string | null = null;
  #crashes: number[] = [];

  constructor(start: Omit<StartMessage, 'type'>, listeners: LocalHostListeners) {
    this.#start = start;
    this.#listeners = listeners;
    this.#fork();
  }

  /** Null while it starts. */
  get address(): HostAddress | null {
    return this.#address;
  }

  /** Starts it once more after it was lost. */
  retry(): void {
    this.#crashes = [];
    if (this.#child === null) this.#fork();
  }

  tell(message: ShellMessage): void {
    this.#child?.postMessage(message);
  }

  /** Asks the host to finish; resolved when its process is gone, at the latest after ten seconds. */
  stop(): Promise<void> {
    this.#isStopping = true;
    const child = this.#child;
    if (child === null) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => child.kill(), patienceMs);
      child.once('exit', () => {
        clearTimeout(timer);
        resolve();
      });
      this.tell({ type: 'stop' });
    });
  }

  #fork(): void {
    this.#refusal = null;
    const child = utilityProcess.fork(join(import.meta.dirname, 'host-process.js'), [], {
      serviceName: 'Luopan Host',
      stdio: 'inherit',
    });
    this.#child = child;
    child.on('message', (data: unknown) => this.#receive(hostMessage.parse(data)));
    child.on('exit', () => this.#ended());
    this.tell({ type: 'start', ...this.#start });
  }

  #receive(message: HostMessage): void {
    switch (message.type) {
      case 'ready':
        this.#address = { origin: message.origin, token: message.token };
        this.#listeners.ready(this.#address);
        break;
      case 'failed':
        // A host that says why it cannot go on is not started again: the folder is locked, damaged, read-only …
        this.#refusal = message.message;
        break;
      case 'print':
        this.#listeners.print(this, message.id, message.order);
        break;
      case 'stop-print':
        this.#listeners.stopPrint(message.id);
        break;
      case 'stopped':
        break;
    }
  }

  #ended(): void {
    this.#child = null;
    this.#address = null;
    if (this.#isStopping) return;
    if (this.#refusal !== null) {
      this.#listeners.lost(this.#refusal);
      return;
    }
    const now = Date.now();
    this.#crashes = [...this.#crashes.filter((at) => now - at < restartLimit.withinMs), now];
    if (this.#crashes.length > restartLimit.times) {
      this.#listeners.lost('');
      return;
    }
    this.#listeners.restarting();
    this.#fork();
  }
}
