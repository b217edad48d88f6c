export { ArchivedNote } from './archived-note.tsx';
export { VersionsBeside } from './versions-beside.tsx';
