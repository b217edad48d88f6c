#!/usr/bin/env node
// Cube's native add-on would be downloaded here; Luopan runs without it.
