import '@rekam/runtime/require-node';
import 'reflect-metadata';
import { runProcess } from '@rekam/runtime';
import { startWriter } from './start-writer';

/** Commands in, events out: one of the writers of a data folder. */
runProcess('Rekam Jejak writer', startWriter);
