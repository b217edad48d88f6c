export { followChanges } from './changes.ts';
export {
  type CubeAnswer,
  type CubeFilter,
  type CubeQuery,
  type CubeRow,
  type CubeValue,
  figure,
  loadCube,
} from './cube.ts';
export { isAbort, RequestError, request, send, setRequestLanguage } from './request.ts';
export { type UploadOptions, upload } from './upload.ts';
