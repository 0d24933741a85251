/** A stored file; only the key that uploaded it may see it. */
export interface ShelvedFile {
  readonly name: string;
  readonly mediaType: string;
  readonly displayName: string | undefined;
  /** SHA-256 of the key in hex. */
  readonly owner: string;
  readonly size: number;
  /** What has arrived of it. */
  chunks: Buffer[];
  bytes: Buffer | undefined;
  /** How often it was looked at since it is whole. */
  looks: number;
}

/** The files of one emulator, in memory, the oldest given up when there are many. */
export class FileShelf {
  readonly #files = new Map<string, ShelvedFile>();
  readonly #uploads = new Map<string, string>();

  /** Makes room for a file that is announced. */
  begin(upload: string, file: ShelvedFile): void {
    if (this.#files.size >= 100) this.#files.delete(this.#files.keys().next().value as string);
    this.#files.set(file.name, file);
    this.#uploads.set(upload, file.name);
  }

  /** The file whose bytes are expected under the id of an upload. */
  announced(upload: string): ShelvedFile | undefined {
    const name = this.#uploads.get(upload);
    return name === undefined ? undefined : this.#files.get(name);
  }

  /** Ends an upload: its address is of no more use. */
  endUpload(upload: string): void {
    this.#uploads.delete(upload);
  }

  /** A whole file, by its name `files/…`. */
  find(name: string, owner: string): ShelvedFile | undefined {
    const file = this.#files.get(name);
    return file?.owner === owner && file.bytes !== undefined ? file : undefined;
  }

  /** The whole files of one key, oldest first. */
  list(owner: string): ShelvedFile[] {
    return [...this.#files.values()].filter((file) => file.owner === owner && file.bytes !== undefined);
  }

  remove(name: string): void {
    this.#files.delete(name);
  }

  /** Names of the whole files. */
  names(): string[] {
    return [...this.#files.values()].filter(({ bytes }) => bytes !== undefined).map(({ name }) => name);
  }
}
