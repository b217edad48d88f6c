import { type AppError, type ErrorCode, errorKinds, AppError as Failure } from '../../../contract/errors.ts';
import type { PageReport, Printed, Printer, PrintOrder } from '../../ports/printer.ts';
import { withProperties } from '../../printing/index.ts';
import type { HostMessage, ShellMessage } from './messages.ts';

type Settled = ShellMessage & { type: 'printed' | 'not-printed' };

/** Prints through the window process, which has Electron's own browser. Runs in the host's process. */
export class ShellPrinter implements Printer {
  readonly #tell: (message: HostMessage) => void;
  readonly #waiting = new Map<number, { resolve: (printed: Printed) => void; reject: (error: AppError) => void }>();
  #last = 0;

  constructor(tell: (message: HostMessage) => void) {
    this.#tell = tell;
  }

  async print({ signal, ...order }: PrintOrder): Promise<Printed> {
    this.#last += 1;
    const id = this.#last;
    const stop = () => this.#tell({ type: 'stop-print', id });
    signal?.addEventListener('abort', stop, { once: true });
    try {
      const printed = await new Promise<Printed>((resolve, reject) => {
        this.#waiting.set(id, { resolve, reject });
        this.#tell({ type: 'print', id, order });
      });
      if (order.format === 'png') return printed;
      const { title, author } = printed.report;
      return { ...printed, bytes: withProperties(printed.bytes, { title, author, createdAtMs: Date.now() }) };
    } finally {
      signal?.removeEventListener('abort', stop);
      this.#waiting.delete(id);
    }
  }

  /** The window process's answer to an order. */
  settle(message: Settled): void {
    const waiting = this.#waiting.get(message.id);
    if (message.type === 'printed') {
      const { bytes, report, picture } = message;
      waiting?.resolve({ bytes, report: report as PageReport, ...(picture ? { picture } : {}) });
      return;
    }
    const code: ErrorCode = Object.hasOwn(errorKinds, message.code)
      ? (message.code as ErrorCode)
      : 'exports/print-failed';
    waiting?.reject(new Failure(code, { params: { reason: message.reason } }));
  }

  close(): Promise<void> {
    for (const id of this.#waiting.keys()) this.#tell({ type: 'stop-print', id });
    return Promise.resolve();
  }
}
