export { defaultConfig, type HostConfig, type HostPorts } from './config.ts';
export { type HostFile, readHostFile } from './data-folder.ts';
export { createHost, type Host } from './host.ts';
