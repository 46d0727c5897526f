import '@rekam/runtime/require-node';
import 'reflect-metadata';
import { runProcess } from '@rekam/runtime';
import { startReader } from './start-reader';

/** Events in, answers out: the reader of a data folder. */
runProcess('Rekam Jejak reader', startReader);
