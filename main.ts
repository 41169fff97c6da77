import { main } from './src/start.js';

// `node dist/main.js`: web server and job workers.
await main();
