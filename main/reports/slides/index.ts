/** Door of slides: a board as PPTX. */
export { writeSlides } from './write-slides.ts';
