import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type PathRules, PathTally } from './tally.ts';

const names = ['home', 'list', 'item', 'pay'];
const rules = (change: Partial<PathRules> = {}): PathRules => ({
  sessionGapMs: 30_000,
  stepLimit: 5,
  startPoint: null,
  endPoint: null,
  ...change,
});

/** `home@0 item@5` → nodes with seconds. */
function paths(of: PathRules, ...people: string[]) {
  const tally = new PathTally(of, names.length);
  for (const text of people) {
    const events = text.split(' ').map((word) => word.split('@'));
    tally.add(
      events.map(([, seconds]) => Number(seconds) * 1000),
      events.map(([name]) => names.indexOf(name ?? '')),
      0,
      events.length,
    );
  }
  const edges = [...tally.steps()]
    .sort((a, b) => b.sessions - a.sessions || a.position - b.position || a.source - b.source || a.target - b.target)
    .map(({ position, source, target, sessions, totalMs }) => ({
      ...{ source: `${position}_${names[source]}`, target: `${position + 1}_${names[target]}`, value: sessions },
      averageSeconds: totalMs / sessions / 1000,
    }));
  return { edges, sessions: tally.sessions() };
}

test('steps count sessions, repeats collapse, a long pause begins a new session', () => {
  const { edges, sessions } = paths(rules(), 'home@0 home@2 item@10 pay@20', 'home@0 item@6 home@100 item@102');
  expect(sessions).toBe(3);
  expect(edges).toEqual([
    { source: '1_home', target: '2_item', value: 3, averageSeconds: 6 },
    { source: '2_item', target: '3_pay', value: 1, averageSeconds: 10 },
  ]);
});

test('a pause of exactly the gap does not end a session; events left out do not lengthen one', () => {
  expect(paths(rules(), 'home@0 item@30').edges).toHaveLength(1);
  expect(paths(rules(), 'home@0 item@31').edges).toHaveLength(0);
  expect(paths(rules(), 'home@0 other@20 item@40').edges).toHaveLength(0);
});

test('start and end points cut the path', () => {
  const text = 'home@0 list@1 item@2 list@3 pay@4';
  expect(paths(rules({ startPoint: 2 }), text).edges.map((edge) => edge.source)).toEqual(['1_item', '2_list']);
  expect(
    paths(rules({ endPoint: 3, stepLimit: 3 }), text).edges.map((edge) => `${edge.source}>${edge.target}`),
  ).toEqual(['1_item>2_list', '2_list>3_pay']);
  expect(paths(rules({ startPoint: 0, endPoint: 2 }), text).edges).toHaveLength(2);
  expect(paths(rules({ startPoint: 3, endPoint: 0 }), text).sessions).toBe(0);
});

test('what flows into a node flows on or ends there', () => {
  const events = fc.array(fc.record({ gap: fc.integer({ min: 0, max: 40 }), node: fc.integer({ min: 0, max: 3 }) }), {
    minLength: 1,
    maxLength: 20,
  });
  fc.assert(
    fc.property(fc.array(events, { minLength: 1, maxLength: 5 }), (people) => {
      const text = people.map((acts) => {
        let at = 0;
        const words = acts.map(({ gap, node }) => {
          at += gap;
          return `${names[node]}@${at}`;
        });
        return words.join(' ');
      });
      const { edges, sessions } = paths(rules({ stepLimit: 4 }), ...text);
      const into = new Map<string, number>();
      const outOf = new Map<string, number>();
      for (const edge of edges) {
        into.set(edge.target, (into.get(edge.target) ?? 0) + edge.value);
        outOf.set(edge.source, (outOf.get(edge.source) ?? 0) + edge.value);
      }
      for (const [node, value] of outOf) {
        if (node.startsWith('1_')) expect(value).toBeLessThanOrEqual(sessions);
        else expect(value).toBeLessThanOrEqual(into.get(node) ?? 0);
      }
    }),
  );
});
