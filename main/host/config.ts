import { join } from 'node:path';
import type { Language } from '../../contract/language.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import { defaultDataFolder } from '../ports/places.ts';
import type { Printer } from '../ports/printer.ts';
import type { Secrets } from '../ports/secrets.ts';

/** What a host is given of its platform. */
export interface HostPorts {
  clock: Clock;
  logger: Logger;
  /** Left out where nothing can print pages; tables are exported all the same. */
  printer?: Printer;
  /** Default: a key file in the data folder. */
  secrets?: Secrets;
}

export interface HostConfig {
  dataDir: string;
  version: string;
  /** Address to listen on; anything but loopback needs an owner account. */
  address: string;
  /** 0 picks a free port. */
  port: number;
  /** Import the sample data on the first start. */
  withSample: boolean;
  /** For a new workspace; an existing one keeps its own. */
  language: Language;
  /** IANA zone for a new workspace. */
  timezone: string;
  /** Further host names this service is reached by, such as a reverse proxy's. */
  hostNames: readonly string[];
  /** Largest file taken, in bytes. */
  uploadLimitBytes: number;
  /** Folders that come with the program. */
  rendererDir: string;
  modelDir: string;
  sampleDir: string;
  /** Keeps the translated data model between starts; default is a file in the data folder. */
  transpiledPath?: string;
  /** What links on paper begin with where no public address is set; a desktop has addresses of its own kind. */
  linkBase?: string;
  /** Tiles of exports that have no answer after this long are named as late. */
  tileWaitMs?: number;
  /** Memory for results of figures, in bytes. */
  cacheBytes: number;
}

/** A host on the free loopback port of this machine, for a program that lies in `programDir`. */
export function defaultConfig(programDir: string): HostConfig {
  return {
    dataDir: defaultDataFolder(),
    version: '0',
    address: '127.0.0.1',
    port: 0,
    withSample: true,
    language: 'en',
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    hostNames: [],
    uploadLimitBytes: 8_000_000_000,
    rendererDir: join(programDir, 'out', 'renderer'),
    modelDir: join(programDir, 'cube', 'model'),
    sampleDir: join(programDir, 'samples', 'online-retail'),
    cacheBytes: 64 * 1024 * 1024,
  };
}
