export { defaultConfig, type HostConfig, type HostPorts } from './config.ts';
export { defaultDataFolder, type HostFile, readHostFile } from './data-folder.ts';
export { createHost, type Host } from './host.ts';
