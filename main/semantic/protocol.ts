import type { AppErrorData } from '../../contract/errors.ts';
import type { Language } from '../../contract/language.ts';
import type { CustomModel, ModelCube, ModelFileView } from '../../contract/model.ts';
import type { PlainFault } from '../../contract/model-faults.ts';
import type { PlainProblem } from '../../contract/model-problems.ts';
import type { ResultColumn } from '../ports/result-column.ts';
import type { ReplicaTable } from '../replica/index.ts';
import type { ModelParts } from './model-parts.ts';
import type { SemanticSettings } from './settings.ts';

/** Who asks; row policies look only at this. */
export interface SecurityContext {
  operatorId: string;
  role: string;
}

/** What the answer must reflect at least, and in whose words. */
export interface RequestContext {
  security: SecurityContext;
  language: Language;
  /** Watermark of the replica when the question came in, and the instant of its newest write. */
  watermark: number;
  asOfMs: number;
  /** Changes when derived columns are recomputed without a new watermark: rates, zone, a rebuilt replica. */
  derivation: string;
  /** What people would have added to the model: the question is put to a copy with it. */
  candidate?: CustomModel;
  /** The question may name hidden members that public ones are made of. Only the host's own questions do. */
  hasParts?: boolean;
  /** Names that the questions of the request turned out to ask for, whatever language they came in. */
  named?: Set<string>;
}

/** Questions about the model itself. */
export type ModelTask =
  /** Titles are in the language wanted, English where none is. */
  | { kind: 'overview'; language?: Language }
  /** How members can be put together from figures of smaller groups. */
  | { kind: 'parts' }
  | { kind: 'file'; fileName: string }
  /** Compiles a copy of the model with a member that is in `custom`. */
  | { kind: 'check-member'; id: string; custom: CustomModel }
  /** Compiles a copy of the model with an own file changed, or without it where its content is null. */
  | { kind: 'check-file'; name: string; content: string | null; custom: CustomModel };

export interface ModelAnswers {
  overview: {
    cubes: ModelCube[];
    files: Pick<ModelFileView, 'name' | 'origin'>[];
    problems: PlainProblem[];
    faults: Record<string, PlainFault>;
  };
  parts: ModelParts;
  file: { content: string | null; origin: ModelFileView['origin'] };
  'check-member': { fault: PlainFault | null; yaml: string };
  'check-file': { problems: PlainProblem[] };
}

/** A table of the replica that a file was imported into. */
export type ImportedTable = ReplicaTable;

/** Everything about the data that is not in the data: read before each request, sent when it changed. */
export interface SemanticState {
  settings: SemanticSettings;
  tables: ImportedTable[];
  /** Counts up when the model's files are to be read again. */
  modelEpoch: number;
  custom: CustomModel;
}

export interface WorkerOptions {
  modelDir: string;
  cacheBytes: number;
  /** Where Cube's translation of the model is kept between starts; null keeps it nowhere. */
  transpiledPath: string | null;
}

export type ToWorker =
  | { type: 'state'; state: SemanticState }
  | {
      type: 'request';
      id: number;
      method: string;
      url: string;
      headers: Record<string, string>;
      body: Uint8Array | null;
      context: RequestContext;
    }
  | { type: 'abandon'; id: number }
  | { type: 'model'; id: number; task: ModelTask }
  | { type: 'rows'; id: number; columns: { name: string; type: string }[]; packed: ResultColumn[] }
  | { type: 'failed'; id: number; error: AppErrorData };

export type FromWorker =
  | { type: 'ready'; loadedMs: number; isNative: boolean }
  /** Names under which personal data can be asked for, of the model read last. */
  | { type: 'personal'; members: string[] }
  | { type: 'answer'; id: number; status: number; headers: Record<string, string>; body: Uint8Array; named: string[] }
  | { type: 'query'; id: number; sql: string; params: unknown[] }
  | { type: 'cancel'; id: number }
  /** It is the task's turn: the time it may take counts from here. */
  | { type: 'model-begun'; id: number }
  | { type: 'model-done'; id: number; result: ModelAnswers[keyof ModelAnswers] }
  | { type: 'model-failed'; id: number; reason: string }
  | { type: 'log'; level: 'debug' | 'info' | 'warn' | 'error'; message: string; data: Record<string, unknown> };
