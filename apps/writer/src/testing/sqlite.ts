import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { upcast } from '@rekam/domain';
import { openKeyStore, openSqliteEventStore, type EventStore, type LocalKeyStore } from '@rekam/event-store';

/** A data folder of its own that can be closed and opened again. */
export class SqliteFolder {
  readonly folder = mkdtempSync(join(tmpdir(), 'rekam-writer-'));
  private readonly masterKey = randomBytes(32);
  private open: { readonly keys: LocalKeyStore; readonly events: EventStore } | null = null;

  async stores(): Promise<{ readonly keys: LocalKeyStore; readonly events: EventStore }> {
    await this.close();
    const keys = openKeyStore({ file: join(this.folder, 'keys.db'), masterKey: this.masterKey });
    const events = await openSqliteEventStore({ folder: this.folder, keys, upcast });
    this.open = { keys, events };
    return this.open;
  }

  async close(): Promise<void> {
    await this.open?.events.close();
    await this.open?.keys.close();
    this.open = null;
  }

  async remove(): Promise<void> {
    await this.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
