import type { FieldMapping, ImportOptions, Mapping, UploadPreview } from '../../../contract/imports.ts';
import { carriedMapping, isTableEntity, suggestedMapping, tableEntity, tableNameFromFile } from './mapping-plan.ts';

export interface DraftFile {
  name: string;
  sizeBytes: number;
}

/** A failure in words that are ready to show; `details` carry the place in the input (`mapping.ordered_at`). */
export interface Problem {
  code: string;
  message: string;
  details: { path: string; message: string }[];
  isNetwork: boolean;
}

export interface MapStep {
  step: 'map';
  file: DraftFile;
  preview: UploadPreview;
  entity: string;
  mapping: Mapping;
  /** Mappings left behind when another entity was chosen, so that coming back loses nothing. */
  mappingByEntity: Record<string, Mapping>;
  options: ImportOptions;
  /** The options of the preview in sight, while it is read again with others; null at rest. */
  optionsBefore: ImportOptions | null;
  /** null: nobody has said, so it depends on what is imported. */
  shouldRemoveSample: boolean | null;
  activity: 'idle' | 'rereading' | 'starting';
  problem: Problem | null;
  /** What the problem came of. */
  problemWith: 'reading' | 'starting' | null;
}

/** Everything before an import exists on the server; from then on its id is in the URL and the server knows the rest. */
export type ImportDraft =
  | { step: 'choose'; problem: Problem | null; file: DraftFile | null }
  | { step: 'uploading'; file: DraftFile; sentBytes: number }
  | MapStep;

export type DraftAction =
  | { type: 'picked'; file: DraftFile }
  | { type: 'sent'; bytes: number }
  | { type: 'previewed'; preview: UploadPreview }
  | { type: 'failed'; problem: Problem }
  | { type: 'entity-chosen'; entity: string }
  | { type: 'saved-taken' }
  | { type: 'guess-taken' }
  | { type: 'table-named'; name: string }
  | { type: 'assigned'; field: string; source: FieldMapping }
  | { type: 'cleared'; field: string }
  | { type: 'options-changed'; options: ImportOptions }
  | { type: 'rereading'; options: ImportOptions }
  | { type: 'sample-removal-set'; value: boolean }
  | { type: 'starting' }
  | { type: 'reset' };

export const emptyDraft: ImportDraft = { step: 'choose', problem: null, file: null };

/** The wizard up to "start": a pure machine. An action that does not fit the step changes nothing. */
export function reduceDraft(draft: ImportDraft, action: DraftAction): ImportDraft {
  switch (action.type) {
    case 'reset':
      return emptyDraft;
    case 'picked':
      return { step: 'uploading', file: action.file, sentBytes: 0 };
    case 'sent':
      return draft.step === 'uploading' ? { ...draft, sentBytes: action.bytes } : draft;
    case 'previewed':
      if (draft.step === 'uploading') return firstMapStep(draft.file, action.preview);
      return draft.step === 'map' ? rereadMapStep(draft, action.preview) : draft;
    case 'failed':
      if (draft.step === 'map') return failedMapStep(draft, action.problem);
      return { step: 'choose', problem: action.problem, file: draft.file };
    default:
      return draft.step === 'map' ? reduceMapStep(draft, action) : draft;
  }
}

/** What was done last time with a file like this goes before what its columns look like. */
function firstMapStep(file: DraftFile, preview: UploadPreview): MapStep {
  const { saved, guess } = preview;
  return {
    step: 'map',
    file,
    preview,
    entity: saved?.entity ?? guess.entity,
    mapping: saved?.mapping ?? suggestedMapping(preview, guess.entity),
    mappingByEntity: {},
    options: preview.guess.options,
    optionsBefore: null,
    shouldRemoveSample: null,
    activity: 'idle',
    problem: null,
    problemWith: null,
  };
}

/** A reading that failed leaves the preview in sight, and with it the options it was read with. */
function failedMapStep(step: MapStep, problem: Problem): MapStep {
  return {
    ...step,
    options: step.optionsBefore ?? step.options,
    optionsBefore: null,
    activity: 'idle',
    problem,
    problemWith: step.activity === 'rereading' ? 'reading' : 'starting',
  };
}

/** Whether the sample goes: as said, else when its figures would mix with the file's on the board. */
export const removesSample = ({ shouldRemoveSample, entity }: MapStep): boolean =>
  shouldRemoveSample ?? (!isTableEntity(entity) && entity !== 'products');

function rereadMapStep(step: MapStep, preview: UploadPreview): MapStep {
  // Another sheet is another table: what was said about the first one means nothing here, except about the sample.
  if (preview.table !== step.preview.table) {
    return { ...firstMapStep(step.file, preview), shouldRemoveSample: step.shouldRemoveSample };
  }
  return {
    ...step,
    preview,
    mapping: carriedMapping(step.mapping, preview, step.entity),
    mappingByEntity: {},
    optionsBefore: null,
    activity: 'idle',
    problem: null,
  };
}

type MapAction = Exclude<
  DraftAction,
  { type: 'reset' } | { type: 'picked' } | { type: 'sent' } | { type: 'previewed' } | { type: 'failed' }
>;

function reduceMapStep(step: MapStep, action: MapAction): MapStep {
  switch (action.type) {
    case 'entity-chosen':
      return chooseEntity(step, action.entity);
    case 'saved-taken':
      return step.preview.saved === null ? step : takeWhole(step, step.preview.saved);
    case 'guess-taken': {
      const { entity } = step.preview.guess;
      return takeWhole(step, { entity, mapping: suggestedMapping(step.preview, entity) });
    }
    case 'table-named':
      return { ...step, entity: tableEntity(action.name), problem: null };
    case 'assigned':
      return { ...step, mapping: { ...step.mapping, [action.field]: action.source }, problem: null };
    case 'cleared': {
      const { [action.field]: _, ...mapping } = step.mapping;
      return { ...step, mapping, problem: null };
    }
    case 'options-changed':
      return { ...step, options: action.options, problem: null };
    case 'rereading':
      return {
        ...step,
        options: action.options,
        optionsBefore: step.optionsBefore ?? step.options,
        activity: 'rereading',
        problem: null,
      };
    case 'sample-removal-set':
      return { ...step, shouldRemoveSample: action.value };
    case 'starting':
      return { ...step, activity: 'starting', problem: null };
  }
}

/** Whether everything is as it was last time with these columns. */
export const isAsSaved = ({ preview: { saved }, entity, mapping }: MapStep): boolean =>
  saved !== null && saved.entity === entity && isSameMapping(saved.mapping, mapping);

function isSameMapping(one: Mapping, other: Mapping): boolean {
  const names = Object.keys(one);
  const isSame = (name: string) => JSON.stringify(one[name]) === JSON.stringify(other[name]);
  return names.length === Object.keys(other).length && names.every(isSame);
}

function takeWhole(step: MapStep, whole: { entity: string; mapping: Mapping }): MapStep {
  const mappingByEntity = { ...step.mappingByEntity, [slotOf(step.entity)]: step.mapping };
  return { ...step, ...whole, mappingByEntity, problem: null };
}

const slotOf = (entity: string): string => (isTableEntity(entity) ? 'table' : entity);

function chooseEntity(step: MapStep, wanted: string): MapStep {
  if (slotOf(wanted) === slotOf(step.entity)) return step;
  const entity = wanted === 'table' ? tableEntity(tableNameFromFile(step.file.name)) : wanted;
  return {
    ...step,
    entity,
    mapping: step.mappingByEntity[slotOf(entity)] ?? suggestedMapping(step.preview, entity),
    mappingByEntity: { ...step.mappingByEntity, [slotOf(step.entity)]: step.mapping },
    problem: null,
  };
}
