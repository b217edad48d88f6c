/** Door of what people add to the data model. */
export { Model, type ModelAsker, type ModelParts } from './model.ts';
