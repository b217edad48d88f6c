/** How often each stage was first entered before each other one. */
export interface Precedence {
  earlier: string;
  later: string;
  count: number;
}

export interface StageUse {
  stage: string;
  /** Mean days from opening to first entering it; null where nothing dates either. */
  meanDays: number | null;
  /** Opportunities that stand in it now, and how many of these are closed as lost and as won. */
  standing: number;
  lost: number;
  won: number;
}

/**
 * Stages in the order in which opportunities go through them: a stage stands before another when more opportunities
 * entered it first (Copeland's count of such duels), ties by the mean day of entering. A stage in which everybody is
 * lost is an end, not a step, and left out. What nobody dated has not got far and stands before what is dated, or at
 * the end when everybody in it is won.
 */
export function orderStages(uses: readonly StageUse[], precedences: readonly Precedence[]): string[] {
  const steps = uses.filter(({ standing, lost }) => standing === 0 || lost < standing);
  const counts = new Map(precedences.map(({ earlier, later, count }) => [`${earlier}\n${later}`, count]));
  const before = (a: string, b: string): number => counts.get(`${a}\n${b}`) ?? 0;
  const duels = new Map(
    steps.map(({ stage }) => [
      stage,
      steps.reduce((sum, { stage: other }) => sum + Math.sign(before(stage, other) - before(other, stage)), 0),
    ]),
  );
  return steps
    .toSorted(
      (a, b) =>
        era(a) - era(b) ||
        (duels.get(b.stage) ?? 0) - (duels.get(a.stage) ?? 0) ||
        (a.meanDays ?? 0) - (b.meanDays ?? 0) ||
        (a.stage < b.stage ? -1 : 1),
    )
    .map(({ stage }) => stage);
}

const era = ({ meanDays, standing, won }: StageUse): number => {
  if (meanDays !== null) return 1;
  return standing > 0 && won === standing ? 2 : 0;
};
