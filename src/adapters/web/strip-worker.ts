import { stripTypeScriptTypes } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';

/*
 * Takes the types out of the page's modules. In a worker of its own because `stripTypeScriptTypes` prints an experimental warning, and a
 * worker can be started with that one warning off, while nothing changes for the rest of the process.
 */
parentPort?.postMessage((workerData as readonly string[]).map((source) => stripTypeScriptTypes(source)));
