import { Command } from 'commander';
import { main } from '../start.js';

export const startCommand = (): Command =>
  new Command('start')
    .description('web server and job workers, by the environment (ROLE=web or ROLE=worker for one of them)')
    .action(() => main());
