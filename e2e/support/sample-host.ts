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
  return () => host.discard();
}
