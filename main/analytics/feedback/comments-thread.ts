import { Worker } from 'node:worker_threads';
import { AppError } from '../../../contract/errors.ts';
import { workerFile } from '../../ports/worker-file.ts';
import type { Comment, CommentGroup } from './comment-groups.ts';
import type { CommentsAnswer, CommentsTask } from './comments.worker.ts';
import type { ScoreRule } from './score.ts';

interface Waiting {
  resolve: (answer: CommentsAnswer) => void;
  reject: (error: unknown) => void;
}

/** The thread that reads comments: started with the first of them, again after a failure. */
export class CommentsThread {
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #lastId = 0;
  #isClosed = false;

  async groups(comments: Comment[], rule: ScoreRule): Promise<CommentGroup[]> {
    if (comments.length === 0) return [];
    const answer = await this.#ask((id) => ({ id, kind: 'groups', comments, rule }));
    return 'groups' in answer ? answer.groups : [];
  }

  /** Answers whose comment holds the word. */
  async withKeyword(comments: Comment[], keyword: string): Promise<number[]> {
    const answer = await this.#ask((id) => ({ id, kind: 'keyword', comments, keyword }));
    return 'ids' in answer ? answer.ids : [];
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#worker?.terminate();
    this.#failAll(new AppError('host/stopping'));
  }

  #ask(taskOf: (id: number) => CommentsTask): Promise<CommentsAnswer> {
    if (this.#isClosed) return Promise.reject(new AppError('host/stopping'));
    this.#lastId += 1;
    const task = taskOf(this.#lastId);
    const worker = this.#start();
    return new Promise((resolve, reject) => {
      this.#waiting.set(task.id, { resolve, reject });
      worker.postMessage(task);
    });
  }

  #start(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(workerFile(import.meta.url, './comments.worker'));
    worker.unref();
    worker.on('message', (answer: CommentsAnswer) => {
      const waiting = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      if ('reason' in answer) waiting?.reject(new AppError('host/internal', { cause: new Error(answer.reason) }));
      else waiting?.resolve(answer);
    });
    const end = (cause: unknown): void => {
      if (this.#worker !== worker) return;
      this.#worker = null;
      this.#failAll(new AppError('host/internal', { cause }));
    };
    worker.on('error', end);
    worker.on('exit', () => end(new Error('the thread ended')));
    this.#worker = worker;
    return worker;
  }

  #failAll(error: AppError): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
