import { randomUUID } from 'node:crypto';
import { MemoryViewStore, noContents, type MemoryContents } from './memory-view-store';
import type { Projection } from './projection';
import type { ViewStore } from './view-store';
import type { ViewTables } from './view-tables';

/** Tables that end with the process: for tests, and for comparing others with. */
export class MemoryViewTables implements ViewTables {
  readonly isReachable = true;
  readonly #contents = new Map<string, MemoryContents>();
  /** By name of the projection. */
  readonly #serving = new Map<string, string>();

  async serving({ name }: Projection): Promise<string | null> {
    return this.#serving.get(name) ?? null;
  }

  /** Always a new one: what an aborted rebuild has left would take room until the next. */
  async building(projection: Projection, inUse: string | null): Promise<string> {
    const served = await this.serving(projection);
    for (const place of this.#contents.keys()) {
      const isOfProjection = place.startsWith(`${projection.name}/`);
      if (isOfProjection && place !== inUse && place !== served) this.#contents.delete(place);
    }
    // Of no other process: who remembers the name finds the tables gone.
    return `${projection.name}/${randomUUID()}`;
  }

  async open({ tables }: Projection, place: string): Promise<ViewStore> {
    return new MemoryViewStore(tables, this.#at(place));
  }

  /** Rows wait in the fold for their commit: they are in memory either way. */
  openBuild(projection: Projection, place: string): Promise<ViewStore> {
    return this.open(projection, place);
  }

  async point({ name }: Projection, place: string): Promise<void> {
    this.#serving.set(name, place);
  }

  async remove(place: string): Promise<void> {
    this.#contents.delete(place);
  }

  async sweep(): Promise<void> {}

  onPointed(): void {}

  async close(): Promise<void> {}

  #at(place: string): MemoryContents {
    let contents = this.#contents.get(place);
    if (contents === undefined) this.#contents.set(place, (contents = noContents()));
    return contents;
  }
}
