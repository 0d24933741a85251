import { json } from 'node:stream/consumers';
import type { Sought } from '#redaction/search';
import { HeapGraph } from './heap-graph.js';
import { retainingPaths } from './retaining-paths.js';

const { file, sought } = (await json(process.stdin)) as { file: string; sought: readonly Sought[] };
process.stdout.write(JSON.stringify(retainingPaths(HeapGraph.read(file), sought)));
