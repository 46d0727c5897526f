/**
 * Loaded before the service, in each of its threads: once the drill has named a step in the arm file, the process
 * kills itself there as `kill -9` would. The service itself knows nothing of it.
 */
import fs, { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import sqlite, { DatabaseSync, StatementSync } from 'node:sqlite';
import { isMainThread } from 'node:worker_threads';
import { ARM_FILE } from './arm-file';
import { stepNamed, type Call, type Step } from './steps';

/** Pages of a backup copied before the drill hears of it: few, so that a small log is copied in many steps. */
const BACKUP_PAGES = 32;

interface Transaction {
  streams: string[];
  writes: number;
}

const armFile = process.env[ARM_FILE] ?? '';
let armed: Step | null = null;
const files = new WeakMap<DatabaseSync, string>();
const transactions = new WeakMap<DatabaseSync, Transaction>();
const statements = new WeakMap<StatementSync, { readonly database: DatabaseSync; readonly sql: string }>();

function armedStep(): Step | null {
  if (armed === null && existsSync(armFile)) armed = stepNamed(readFileSync(armFile, 'utf8'));
  return armed;
}

/** Makes the call, unless the process is to die before it; it may die after it. */
function around<T>(call: Call, make: () => T): T {
  const step = armedStep();
  const isHere = step?.at(call) ?? false;
  if (isHere && step?.when === 'before') process.kill(process.pid, 'SIGKILL');
  const result = make();
  if (isHere) process.kill(process.pid, 'SIGKILL');
  return result;
}

function pathOf(database: DatabaseSync): string {
  let path = files.get(database);
  if (path === undefined) files.set(database, (path = database.location() ?? ''));
  return path;
}

/** Whether a view's pointer names the file. */
function isServing(path: string): boolean {
  const [, view, version, build] = /^(.+)-v(\d+)-(\d+)\.db$/.exec(basename(path)) ?? [];
  if (view === undefined) return false;
  const pointer = join(path, '..', `${view}.json`);
  return existsSync(pointer) && readFileSync(pointer, 'utf8') === `{"version":${version},"build":${build}}`;
}

function callOf(kind: 'exec' | 'run', database: DatabaseSync, text: string): Call {
  const path = pathOf(database);
  const { streams, writes } = transactions.get(database) ?? { streams: [], writes: 0 };
  const call = { kind, file: basename(path), text, streams, writes };
  return {
    ...call,
    get isServing() {
      return isServing(path);
    },
  };
}

const { exec, prepare } = DatabaseSync.prototype;
const { run } = StatementSync.prototype as { run: (...values: unknown[]) => ReturnType<StatementSync['run']> };

const begin = (database: DatabaseSync, sql: string): void => {
  if (sql.startsWith('BEGIN')) transactions.set(database, { streams: [], writes: 0 });
};

DatabaseSync.prototype.exec = function (sql) {
  begin(this, sql);
  return around(callOf('exec', this, sql), () => exec.call(this, sql));
};

DatabaseSync.prototype.prepare = function (sql, ...options) {
  const statement = prepare.call(this, sql, ...options);
  statements.set(statement, { database: this, sql });
  return statement;
};

Object.assign(StatementSync.prototype, {
  run(this: StatementSync, ...values: unknown[]) {
    const { database, sql } = statements.get(this)!;
    begin(database, sql);
    const transaction = transactions.get(database);
    if (transaction !== undefined && /^\s*(INSERT|UPDATE|DELETE)/.test(sql)) {
      transaction.writes++;
      if (sql.startsWith('INSERT INTO events')) transaction.streams.push(String(values[1]));
    }
    return around(callOf('run', database, sql), () => run.call(this, ...values));
  },
});

const otherCall = (kind: Exclude<Call['kind'], 'exec' | 'run'>, file: string, text: string): Call => ({
  kind,
  file,
  text,
  streams: [],
  writes: 0,
  isServing: false,
});

const { renameSync } = fs;
fs.renameSync = (from, to) =>
  around(otherCall('rename', basename(String(to)), basename(String(from))), () => renameSync(from, to));

const { backup } = sqlite;
Object.assign(sqlite, {
  backup: (...[database, target, options]: Parameters<typeof backup>) =>
    backup(database, target, {
      ...options,
      rate: BACKUP_PAGES,
      progress: (progress) => {
        if (progress.remainingPages > 0) {
          around(otherCall('copy', basename(String(target)), ''), () => options?.progress?.(progress));
        }
      },
    }),
});

/** The same around a promise. */
async function aroundAsync<T>(call: Call, make: () => Promise<T>): Promise<T> {
  const step = armedStep();
  const isHere = step?.at(call) ?? false;
  if (isHere && step?.when === 'before') process.kill(process.pid, 'SIGKILL');
  const result = await make();
  if (isHere) process.kill(process.pid, 'SIGKILL');
  return result;
}

if (isMainThread && process.env['REKAM_KAFKA_BROKERS'] !== undefined) {
  const { Kafka } = require('kafkajs') as typeof import('kafkajs');
  const { producer, consumer } = Kafka.prototype;
  Kafka.prototype.producer = function (config) {
    const made = producer.call(this, config);
    const { sendBatch } = made;
    made.sendBatch = (batch) => {
      const topics = (batch.topicMessages ?? []).map(({ topic }) => topic).join(' ');
      return aroundAsync(otherCall('produce', topics, ''), () => sendBatch(batch));
    };
    return made;
  };
  Kafka.prototype.consumer = function (config) {
    const made = consumer.call(this, config);
    const { run } = made;
    made.run = (options = {}) =>
      run({
        ...options,
        eachBatch: async (payload) =>
          options.eachBatch?.({
            ...payload,
            commitOffsetsIfNecessary: (offsets) =>
              aroundAsync(otherCall('commit-offsets', payload.batch.topic, ''), () =>
                payload.commitOffsetsIfNecessary(offsets),
              ),
          }),
      });
    return made;
  };
}
