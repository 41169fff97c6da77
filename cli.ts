#!/usr/bin/env node
import { cli } from './src/cli/cli.js';

await cli(process.argv);
