import { describe, expect, it } from 'vitest';
import { workspaceInput } from './workspace.ts';

describe('changes of the workspace', () => {
  it.each(['Asia/Shanghai', 'UTC', 'America/Argentina/Buenos_Aires'])('takes the zone %s', (timezone) => {
    expect(workspaceInput.parse({ timezone })).toEqual({ timezone });
  });

  it.each(['Mars/Olympus', '', 'Asia/Shanghai; DROP'])('refuses the zone %j and says where', (timezone) => {
    const { error } = workspaceInput.safeParse({ timezone });
    expect(error?.issues.map(({ path }) => path)).toEqual([['timezone']]);
  });

  it('an empty change is a change', () => expect(workspaceInput.parse({})).toEqual({}));
});
