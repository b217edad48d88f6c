export { encodeDefinition } from './address.ts';
export { addField, defaultShelf, emptyDefinition } from './definition.ts';
export { useReports } from './report-requests.ts';
