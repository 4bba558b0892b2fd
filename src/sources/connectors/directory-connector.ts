import { InvalidInputError } from "../../schemas/index.ts";
import type { FileConnector, SourceDocument } from "../data-connector.ts";
import type { FileToLoad } from "../job-input.ts";
import { documentsOfFiles } from "./file-documents.ts";

export interface DirectoryConnectorOptions {
  /** Files as they were picked or dropped; a picked folder's know where they lay. */
  input_files?: Iterable<File>;
  /** A folder that the person opened (`showDirectoryPicker`). */
  input_directory?: FileSystemDirectoryHandle;
  /** Whether folders inside of the folder are read too. Default false. */
  recursive?: boolean;
  /** Only files with one of these endings, as ".md"; all by default. */
  extensions?: string[];
}

/** Files of a folder. Those whose names begin with a dot are left out. */
export class DirectoryConnector implements FileConnector {
  readonly #options: DirectoryConnectorOptions;

  constructor(options: DirectoryConnectorOptions) {
    if (!options?.input_files && !options?.input_directory)
      throw new InvalidInputError("input_files", "either input_files or input_directory is required");
    this.#options = options;
  }

  /** In the order of their paths, which is the same every time. */
  async *listFiles(): AsyncGenerator<FileToLoad> {
    const { input_files, input_directory } = this.#options;
    const picked = [...(input_files ?? [])].map((file) => ({ file, path: file.webkitRelativePath || null }));
    const wanted = picked.filter(({ file, path }) => this.#isBelow(path) && this.#hasEnding(file.name));
    yield* wanted.sort((a, b) => inOrder(a.path ?? a.file.name, b.path ?? b.file.name));
    if (input_directory) yield* this.#below(input_directory, input_directory.name);
  }

  generateDocuments(): AsyncGenerator<SourceDocument> {
    return documentsOfFiles(this.listFiles());
  }

  /** A picked file by its path ("letters/2020/may.txt": the first is the folder that was picked). */
  #isBelow(path: string | null): boolean {
    if (path === null) return true;
    const [, ...inside] = path.split("/");
    return (this.#options.recursive || inside.length <= 1) && !inside.some((name) => name.startsWith("."));
  }

  #hasEnding(name: string): boolean {
    const { extensions } = this.#options;
    if (!extensions) return true;
    return extensions.some((ending) =>
      name.toLowerCase().endsWith(`.${ending.toLowerCase().replace(/^\./, "")}`),
    );
  }

  async *#below(folder: FileSystemDirectoryHandle, path: string): AsyncGenerator<FileToLoad> {
    const entries: FileSystemHandle[] = [];
    for await (const entry of folder.values()) if (!entry.name.startsWith(".")) entries.push(entry);
    for (const entry of entries.sort((a, b) => inOrder(a.name, b.name))) {
      if (isFolder(entry)) {
        if (this.#options.recursive) yield* this.#below(entry, `${path}/${entry.name}`);
      } else if (this.#hasEnding(entry.name))
        yield { file: await (entry as FileSystemFileHandle).getFile(), path: `${path}/${entry.name}` };
    }
  }
}

const inOrder = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

const isFolder = (entry: FileSystemHandle): entry is FileSystemDirectoryHandle => entry.kind === "directory";
