import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ForkOptions } from 'electron';

const parentPort = fileURLToPath(new URL('./parent-port.ts', import.meta.url));

class UtilityProcess extends EventEmitter {
  readonly child: ChildProcess;

  constructor(path: string) {
    super();
    this.child = fork(path, [], {
      execPath: process.execPath,
      execArgv: ['--import', parentPort, '--disable-warning=ExperimentalWarning'],
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    });
    this.child.stderr?.on('data', () => {});
    this.child.on('message', (message) => this.emit('message', message));
    this.child.on('exit', (code) => this.emit('exit', code ?? 1));
  }

  postMessage(message: unknown): void {
    if (this.child.connected) this.child.send(message as object);
  }

  kill(): boolean {
    return this.child.kill('SIGKILL');
  }
}

export const utilityProcess = {
  /** The last one forked, for a spec that ends it. */
  last: null as UtilityProcess | null,
  fork(path: string, _args: string[], _options: ForkOptions): UtilityProcess {
    utilityProcess.last = new UtilityProcess(path);
    return utilityProcess.last;
  },
};
