#!/usr/bin/env node
import { runCommandLine } from './command-line.ts';
import { quietPipes } from './quiet-pipes.ts';

quietPipes();
process.exitCode = await runCommandLine(process.argv.slice(2));
