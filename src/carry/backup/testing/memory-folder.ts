/** A folder of files in memory, as far as snapshots use one. */
export class MemoryFolder {
  readonly files = new Map<string, Blob>();
  readonly kind = "directory";
  /** What writing does instead of writing. */
  failure: Error | null = null;
  readonly name: string;

  constructor(name = "backups") {
    this.name = name;
  }

  async *entries(): AsyncGenerator<[string, { kind: "file"; getFile(): Promise<Blob> }]> {
    for (const [name, file] of this.files) yield [name, { kind: "file", getFile: async () => file }];
  }

  async getFileHandle(name: string, { create = false } = {}) {
    if (!create && !this.files.has(name)) throw new DOMException("no such file", "NotFoundError");
    if (create && !this.files.has(name)) this.files.set(name, new Blob([]));
    const pieces: BlobPart[] = [];
    return {
      kind: "file" as const,
      getFile: async () => this.files.get(name) as Blob,
      createWritable: async () => ({
        write: async (piece: Blob) => {
          if (this.failure) throw this.failure;
          pieces.push(await piece.arrayBuffer());
        },
        close: async () => void this.files.set(name, new Blob(pieces)),
        abort: async () => {},
      }),
    };
  }

  async removeEntry(name: string): Promise<void> {
    if (!this.files.delete(name)) throw new DOMException("no such file", "NotFoundError");
  }

  /** As the browser's own. */
  get handle(): FileSystemDirectoryHandle {
    return this as unknown as FileSystemDirectoryHandle;
  }
}
