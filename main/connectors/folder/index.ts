/** Door of folders: a file, the files of a pattern, a folder watched by a schedule. */
export { folderConnector } from './folder.ts';
