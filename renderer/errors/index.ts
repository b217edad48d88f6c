export { PageError } from './page-error.tsx';
export { useErrorSentence } from './sentence.ts';
