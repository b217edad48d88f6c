import { parentPort } from 'node:worker_threads';
import { type Comment, type CommentGroup, groupComments, idsWithKeyword } from './comment-groups.ts';
import type { ScoreRule } from './score.ts';

/** Entry of the thread that reads comments: cutting Chinese takes 10 µs a comment, and its dictionary 0.3 s once. */
export type CommentsTask =
  | { id: number; kind: 'groups'; comments: Comment[]; rule: ScoreRule }
  | { id: number; kind: 'keyword'; comments: Comment[]; keyword: string };
export type CommentsAnswer = { id: number } & ({ groups: CommentGroup[] } | { ids: number[] } | { reason: string });

const port = parentPort;
if (!port) throw new Error('comments are read on a worker thread');

port.on('message', (task: CommentsTask) => port.postMessage(answer(task)));

function answer(task: CommentsTask): CommentsAnswer {
  const { id } = task;
  try {
    if (task.kind === 'groups') return { id, groups: groupComments(task.comments, task.rule) };
    return { id, ids: idsWithKeyword(task.comments, task.keyword) };
  } catch (error) {
    return { id, reason: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
