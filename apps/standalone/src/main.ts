import '@rekam/runtime/require-node';
import 'reflect-metadata';
import { runProcess } from '@rekam/runtime';
import { startStandalone } from './standalone';

/** The service on one machine: writer and reader in one process. */
runProcess('Rekam Jejak', startStandalone);
