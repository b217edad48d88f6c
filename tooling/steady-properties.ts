/**
 * What tests get for `fast-check`: the same, with one seed for every run. A suite that refuses a change must not do so by
 * chance; `LUOPAN_SEED` tries other examples.
 */
import fc from '../node_modules/fast-check/lib/fast-check.js';

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env.LUOPAN_SEED ?? 20_261_123) });

export default fc;
