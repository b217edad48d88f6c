export { BriefingRemarks, useTileNames } from './briefing-remarks.tsx';
export { BriefingSentences, useBriefingPeriod } from './briefing-sentences.tsx';
