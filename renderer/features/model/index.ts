export { ArchivedNote } from './archived-note.tsx';
export { DifferenceTable } from './difference-table.tsx';
export { VersionsBeside } from './versions-beside.tsx';
