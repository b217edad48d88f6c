import { join } from 'node:path';
import { type UtilityProcess, utilityProcess } from 'electron';
import { type HostMessage, hostMessage, type ShellMessage } from './messages.ts';

export interface HostChild {
  /** Where the host answers. Fails with the sentence to show. */
  ready: Promise<{ origin: string; token: string }>;
  /** Fires with the reason when the host ends without having been asked to. */
  onLost(listener: (reason: string) => void): void;
  /** Asks the host to finish; resolved when its process is gone, at the latest after ten seconds. */
  stop(): Promise<void>;
}

const patienceMs = 10_000;

/** Forks the host from the built bundle beside this file. */
export function forkHost(start: Omit<ShellMessage & { type: 'start' }, 'type'>): HostChild {
  const child = utilityProcess.fork(join(import.meta.dirname, 'host-process.js'), [], {
    serviceName: 'Luopan Host',
    stdio: 'inherit',
  });
  const lost: ((reason: string) => void)[] = [];
  let isStopping = false;
  const ready = new Promise<{ origin: string; token: string }>((resolve, reject) => {
    child.on('message', (data: unknown) => {
      const message: HostMessage = hostMessage.parse(data);
      if (message.type === 'ready') resolve({ origin: message.origin, token: message.token });
      if (message.type === 'failed') {
        reject(new Error(message.message));
        for (const listener of lost) listener(message.message);
      }
    });
    child.on('exit', (code) => {
      const reason = `host exited with ${code}`;
      reject(new Error(reason));
      if (!isStopping) for (const listener of lost) listener(reason);
    });
  });
  tell(child, { type: 'start', ...start });

  return {
    ready,
    onLost: (listener) => lost.push(listener),
    stop() {
      isStopping = true;
      return new Promise((resolve) => {
        const timer = setTimeout(() => child.kill(), patienceMs);
        child.once('exit', () => {
          clearTimeout(timer);
          resolve();
        });
        tell(child, { type: 'stop' });
      });
    },
  };
}

function tell(child: UtilityProcess, message: ShellMessage): void {
  child.postMessage(message);
}
