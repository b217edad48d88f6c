import { EventEmitter } from 'node:events';

/** `process.parentPort` as a forked utility process has it. Loaded before the host's bundle. */
class ParentPort extends EventEmitter {
  postMessage(message: unknown): void {
    process.send?.(message as object);
  }
}

const port = new ParentPort();
// As in Electron, messages wait until somebody listens.
port.once('newListener', () => process.on('message', (data) => port.emit('message', { data })));
// The window process is gone: so is the person.
process.on('disconnect', () => process.exit(0));
Object.assign(process, { parentPort: port });
