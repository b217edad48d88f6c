import type { TestProject } from 'vitest/node';
import { HostProcess } from './host-process.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address, with its token, of a host that has the sample and that no spec may change. */
    sampleUrl: string;
  }
}

/** One host with the shipped sample for all specs that only look. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const host = await HostProcess.start({ withSample: true, timezone: 'Asia/Shanghai' });
  await host.api.sampleImported();
  project.provide('sampleUrl', host.url);
  return async () => {
    const errors = host.output.stderr.split('\n').filter((line) => line.includes('"level":"error"'));
    if (errors.length > 0) console.error(`the host of the specs logged errors:\n${errors.join('\n')}`);
    await host.discard();
  };
}
