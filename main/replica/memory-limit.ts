import { totalmem } from 'node:os';

const gigabyte = 1024 ** 3;

/** 40 % of the machine's memory, at most 1 GB: more buys nothing on worlds of 10 M events and is missed elsewhere. */
export const defaultMemoryLimitBytes = (): number => Math.floor(Math.min(totalmem() * 0.4, gigabyte));
