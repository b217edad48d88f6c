/** Door of the conformance suite: the rules every connector keeps, ready for a test runner. */
export { type ConformanceRule, type ConformanceSubject, conformanceRules } from './rules.ts';
export { collect, testContext } from './subject.ts';
