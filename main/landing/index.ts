/** Door of landing: bytes as received, and the rows that could not be taken. */
export { type LandedFile, type Landing, openLanding } from './landing.ts';
export { Quarantine, type RejectRow, readRejects } from './quarantine.ts';
