/** Door of the people: search, and one customer's card. */
export { createProfiles, type Profiles } from './profiles.ts';
