import { AheadWorld } from './ahead.fixture.ts';
import { london } from './scribe.fixture.ts';

/** A process of its own that runs what imports its folder has until somebody kills it; says so when they begin. */
const world = await AheadWorld.open(london, process.argv[2]);
process.stdout.write('importing\n');
for (;;) await world.replica.catchUp();
