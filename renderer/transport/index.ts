export {
  type CubeFilter,
  type CubeQuery,
  type CubeRow,
  type CubeValue,
  figure,
} from '../../contract/board-queries/index.ts';
export { followChanges } from './changes.ts';
export { type CubeAnswer, loadCube } from './cube.ts';
export { errorOf, isAbort, RequestError, request, send, setRequestLanguage } from './request.ts';
export { type UploadOptions, upload } from './upload.ts';
