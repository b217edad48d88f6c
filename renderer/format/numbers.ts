export * from '../../contract/format/numbers.ts';
