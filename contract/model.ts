import { z } from 'zod';

/** Bounds of what people may add to the data model; `docs/adr/0009-governed-model.md` says why. */
export const modelLimits = {
  members: 300,
  conditions: 20,
  values: 200,
  groups: 30,
  edges: 40,
  files: 40,
  fileCharacters: 200_000,
  previewRows: 50,
} as const;

/** `orders.revenue`: a member of a view (or of the cube of an imported table). */
export const memberPath = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*\.[A-Za-z_][A-Za-z0-9_]*$/);
const viewName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,79}$/);
/** What a member is called in formulas, addresses and files. */
export const memberNameInput = z.string().regex(/^[a-z][a-z0-9_]{0,59}$/);

export const conditionOperators = [
  'equals',
  'notEquals',
  'contains',
  'notContains',
  'startsWith',
  'endsWith',
  'gt',
  'gte',
  'lt',
  'lte',
  'set',
  'notSet',
  'onOrAfter',
  'before',
] as const;
export type ConditionOperator = (typeof conditionOperators)[number];

/** A condition on a dimension of the same view. Days are local days of the workspace: `2024-02-29`. */
export const modelConditionInput = z.strictObject({
  member: memberPath,
  operator: z.enum(conditionOperators),
  values: z.array(z.string().max(500)).max(modelLimits.values).default([]),
});
export type ModelCondition = z.infer<typeof modelConditionInput>;

const conditions = z.array(modelConditionInput).max(modelLimits.conditions).default([]);
const someConditions = z.array(modelConditionInput).min(1).max(modelLimits.conditions);
const formulaText = z.string().trim().min(1).max(4_000);

export const aggregateFunctions = ['count', 'distinct', 'sum', 'average', 'min', 'max'] as const;
export type AggregateFunction = (typeof aggregateFunctions)[number];

/**
 * How a measure is computed.
 *
 * `aggregate`: over the rows of the view that meet the conditions; `count` needs no dimension.
 * `filtered`: a measure of the model over the rows that meet the conditions.
 * `last`: the value of the newest row by a time that has one.
 * `ratio`: one measure ÷ another. `share`: a measure over the rows that meet the conditions ÷ the same over all.
 * `formula`: arithmetic over measures, `[orders.revenue] / [orders.customers]`.
 */
export const measureBodyInput = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('aggregate'),
    function: z.enum(aggregateFunctions),
    member: memberPath.nullable().default(null),
    conditions,
  }),
  z.strictObject({ kind: z.literal('filtered'), measure: memberPath, conditions: someConditions }),
  z.strictObject({ kind: z.literal('last'), member: memberPath, by: memberPath, conditions }),
  z.strictObject({ kind: z.literal('ratio'), over: memberPath, under: memberPath }),
  z.strictObject({ kind: z.literal('share'), measure: memberPath, conditions: someConditions }),
  z.strictObject({ kind: z.literal('formula'), text: formulaText }),
]);
export type MeasureBody = z.infer<typeof measureBodyInput>;

export const dateParts = ['year', 'quarter', 'month', 'week', 'day', 'weekday', 'hour'] as const;
export type DatePart = (typeof dateParts)[number];
export const textParts = ['first', 'last', 'before', 'after', 'upper', 'lower', 'length'] as const;
export type TextPart = (typeof textParts)[number];
const label = z.string().trim().min(1).max(80);

/**
 * How a dimension is computed from others.
 *
 * `bins`: `[edge, next edge)`, named by their bounds. `groups`: values under a name; the others under `other`, or as
 * they are. `cases`: the first case whose conditions all hold. `text`: part of a text (`count` characters, or what is
 * before or after the first `mark`). `date`: part of a time in the workspace zone. `formula`: over dimensions.
 */
export const dimensionBodyInput = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('bins'),
    member: memberPath,
    edges: z
      .array(z.number())
      .min(1)
      .max(modelLimits.edges)
      .refine((edges) => edges.every((edge, index) => index === 0 || edge > (edges[index - 1] ?? edge))),
  }),
  z.strictObject({
    kind: z.literal('groups'),
    member: memberPath,
    groups: z
      .array(z.strictObject({ label, values: z.array(z.string().max(500)).min(1).max(modelLimits.values) }))
      .min(1)
      .max(modelLimits.groups),
    other: label.nullable().default(null),
  }),
  z.strictObject({
    kind: z.literal('cases'),
    cases: z
      .array(z.strictObject({ label, conditions: someConditions }))
      .min(1)
      .max(modelLimits.groups),
    otherwise: label.nullable().default(null),
  }),
  z.strictObject({
    kind: z.literal('text'),
    member: memberPath,
    part: z.enum(textParts),
    count: z.number().int().min(1).max(200).default(1),
    mark: z.string().min(1).max(20).default('-'),
  }),
  z.strictObject({ kind: z.literal('date'), member: memberPath, part: z.enum(dateParts) }),
  z.strictObject({ kind: z.literal('formula'), text: formulaText }),
]);
export type DimensionBody = z.infer<typeof dimensionBodyInput>;

const words = z.strictObject({
  title: z.string().trim().min(1).max(80),
  description: z.string().trim().max(500).default(''),
});

export const memberFormats = ['number', 'money', 'count', 'percent'] as const;
export type MemberFormat = (typeof memberFormats)[number];

/** A measure or dimension made in a form: what it is called in both languages and how it is computed. */
export const memberDefinitionInput = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('measure'),
    view: viewName,
    name: memberNameInput,
    words: z.strictObject({ 'zh-CN': words, en: words }),
    format: z.enum(memberFormats).default('number'),
    body: measureBodyInput,
  }),
  z.strictObject({
    type: z.literal('dimension'),
    view: viewName,
    name: memberNameInput,
    words: z.strictObject({ 'zh-CN': words, en: words }),
    body: dimensionBodyInput,
  }),
]);
export type MemberDefinition = z.infer<typeof memberDefinitionInput>;

/** A mistake in a definition: where (`body.text`) and what, in the reader's language. */
export const modelFaultOutput = z.object({
  code: z.string(),
  path: z.string(),
  message: z.string(),
  /** Characters of the formula the mistake is about. */
  from: z.number().int().nullable(),
  to: z.number().int().nullable(),
});
export type ModelFault = z.infer<typeof modelFaultOutput>;

/**
 * `draft`: being worked on, not part of the model; `submitted`: waits for an admin; `returned`: sent back with a note;
 * `live`: part of the model; `archived`: was part of it. `pending` is a change of a live member on its way.
 */
export const memberStates = ['draft', 'submitted', 'returned', 'live', 'archived'] as const;
export type MemberState = (typeof memberStates)[number];

export const governedMemberOutput = z.object({
  id: z.string(),
  state: z.enum(memberStates),
  /** The definition in force, or that was in force when it was archived. */
  live: memberDefinitionInput.nullable(),
  /** The definition being worked on. */
  draft: memberDefinitionInput.nullable(),
  pending: z.enum(['draft', 'submitted', 'returned']).nullable(),
  note: z.string(),
  author: z.string(),
  version: z.number().int(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  archivedAt: z.iso.datetime().nullable(),
  /** Why a live member is not in the model now, in the reader's language; null when it is. */
  problem: z.string().nullable(),
});
export type GovernedMember = z.infer<typeof governedMemberOutput>;

export const memberActions = ['drafted', 'submitted', 'returned', 'approved', 'archived', 'restored'] as const;

export const memberVersionOutput = z.object({
  version: z.number().int(),
  action: z.enum(memberActions),
  definition: memberDefinitionInput,
  note: z.string(),
  author: z.string(),
  at: z.iso.datetime(),
});
export type MemberVersion = z.infer<typeof memberVersionOutput>;

/** Where a member is used. */
export const memberUseOutput = z.object({
  kind: z.enum(['board', 'report', 'alert', 'member', 'target']),
  id: z.string(),
  title: z.string(),
});
export type MemberUse = z.infer<typeof memberUseOutput>;

export const memberDetailOutput = governedMemberOutput.extend({
  versions: z.array(memberVersionOutput),
  uses: z.array(memberUseOutput),
});
export type MemberDetail = z.infer<typeof memberDetailOutput>;

export const reviewInput = z.discriminatedUnion('decision', [
  z.strictObject({ decision: z.literal('approve') }),
  z.strictObject({ decision: z.literal('return'), note: z.string().trim().min(1).max(1_000) }),
]);

const figure = z.union([z.number(), z.string(), z.null()]);

/** What a definition would do, tried on a copy of the model and today's data. */
export const memberCheckOutput = z.object({
  faults: z.array(modelFaultOutput),
  /** As it is written into the model; empty when there are faults. */
  yaml: z.string(),
  /** What a question for it asks of the data. */
  sql: z.string(),
  /** A measure: its figure over everything, with the definition in force and with this one. */
  before: figure,
  after: figure,
  /** A dimension: its first values with the rows of each; with the definition in force and with this one. */
  values: z.array(
    z.object({ value: z.string().nullable(), before: z.number().nullable(), after: z.number().nullable() }),
  ),
  /** Different values there are. */
  valueCount: z.number().int(),
});
export type MemberCheck = z.infer<typeof memberCheckOutput>;

/** A mistake in a file of the model. Lines and columns count from 1. */
export const modelProblemOutput = z.object({
  file: z.string(),
  line: z.number().int().nullable(),
  column: z.number().int().nullable(),
  message: z.string(),
});
export type ModelProblem = z.infer<typeof modelProblemOutput>;

/** `built-in` files come with the product, `table` ones are made for imported tables, `own` ones are written here. */
export const fileOrigins = ['built-in', 'table', 'own'] as const;
export type FileOrigin = (typeof fileOrigins)[number];

export const fileNameInput = z.string().regex(/^[a-z][a-z0-9_-]{0,59}$/);

export const modelMemberOutput = z.object({
  name: z.string(),
  kind: z.enum(['measure', 'dimension', 'segment']),
  type: z.string(),
  title: z.string(),
  isPublic: z.boolean(),
  /** Id of the member made in a form; null for those written in files. */
  governedId: z.string().nullable(),
});

export const modelCubeOutput = z.object({
  name: z.string(),
  kind: z.enum(['cube', 'view']),
  title: z.string(),
  isPublic: z.boolean(),
  file: z.string(),
  origin: z.enum(fileOrigins),
  members: z.array(modelMemberOutput),
  joins: z.array(z.object({ to: z.string(), relationship: z.string(), sql: z.string() })),
  /** Cubes that a view is made of. */
  from: z.array(z.string()),
});
export type ModelCube = z.infer<typeof modelCubeOutput>;

export const modelOverviewOutput = z.object({
  cubes: z.array(modelCubeOutput),
  files: z.array(z.object({ name: z.string(), origin: z.enum(fileOrigins) })),
  /** Own files and members that are left out of the model now, and why. */
  problems: z.array(modelProblemOutput),
});
export type ModelOverview = z.infer<typeof modelOverviewOutput>;

export const modelFileOutput = z.object({
  name: z.string(),
  origin: z.enum(fileOrigins),
  content: z.string(),
  /** 0 for files that are not written here. */
  version: z.number().int(),
  author: z.string(),
  updatedAt: z.iso.datetime().nullable(),
  archivedAt: z.iso.datetime().nullable(),
});
export type ModelFileView = z.infer<typeof modelFileOutput>;

export const modelFileInput = z.strictObject({ content: z.string().max(modelLimits.fileCharacters) });
export const modelFileVersionOutput = z.object({
  version: z.number().int(),
  action: z.enum(['saved', 'archived', 'restored']),
  author: z.string(),
  at: z.iso.datetime(),
  content: z.string(),
});
export type ModelFileVersion = z.infer<typeof modelFileVersionOutput>;

export const modelFileCheckInput = modelFileInput.extend({ name: fileNameInput });
export const modelFileCheckOutput = z.object({ problems: z.array(modelProblemOutput) });

/** A question to the model as it is, or as it would be with a file changed. */
export const modelQueryInput = z.strictObject({
  measures: z.array(memberPath).max(20).default([]),
  dimensions: z.array(memberPath).max(10).default([]),
  filters: conditions,
  limit: z.number().int().min(1).max(200).default(modelLimits.previewRows),
  file: modelFileCheckInput.nullable().default(null),
});
export type ModelQuery = z.infer<typeof modelQueryInput>;

export const modelQueryOutput = z.object({
  columns: z.array(z.object({ member: z.string(), title: z.string(), isNumber: z.boolean() })),
  rows: z.array(z.array(z.union([z.string(), z.boolean(), z.null()]))),
  sql: z.string(),
  elapsedMs: z.number(),
});
export type ModelQueryAnswer = z.infer<typeof modelQueryOutput>;

/** What people added to the model, as the semantic layer takes it. */
export interface CustomModel {
  files: { name: string; content: string }[];
  members: { id: string; definition: MemberDefinition }[];
  /** Members that were part of the model, so that a question for one hears why it is not there. */
  archived: { member: string; title: Record<'zh-CN' | 'en', string> }[];
}

export const emptyCustomModel: CustomModel = { files: [], members: [], archived: [] };
