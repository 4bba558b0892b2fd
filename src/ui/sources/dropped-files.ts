/** Files out of what a person dropped, picked or pasted, with where they lay. */

export interface DroppedFile {
  file: File;
  /** Folders and name, where there is more than the name. */
  path: string | null;
}

/** What no one means to add when dropping a folder. */
const IGNORED = /^(\.|__MACOSX$|node_modules$|Thumbs\.db$|desktop\.ini$)/;

const fileOf = (entry: FileSystemFileEntry) =>
  new Promise<File>((resolve, reject) => entry.file(resolve, reject));

/** A folder gives its entries a hundred at a time: it is asked until it gives none. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return all;
    all.push(...some);
  }
}

async function filesUnder(entry: FileSystemEntry): Promise<DroppedFile[]> {
  if (IGNORED.test(entry.name)) return [];
  if (entry.isFile) {
    const path = entry.fullPath.replace(/^\//, "");
    return [{ file: await fileOf(entry as FileSystemFileEntry), path: path.includes("/") ? path : null }];
  }
  const files: DroppedFile[] = [];
  const inside = await entriesOf(entry as FileSystemDirectoryEntry);
  inside.sort((a, b) => a.name.localeCompare(b.name));
  for (const one of inside) files.push(...(await filesUnder(one)));
  return files;
}

/** Files of a drop, folders opened. Call it while the event is handled: the browser closes its data afterwards. */
export async function filesOfDrop(data: DataTransfer): Promise<DroppedFile[]> {
  const entries = [...data.items].map((item) => item.webkitGetAsEntry?.() ?? null);
  const plain = [...data.files];
  if (entries.every((entry) => entry === null)) return plain.map((file) => ({ file, path: null }));
  const files: DroppedFile[] = [];
  for (const entry of entries) if (entry) files.push(...(await filesUnder(entry)));
  return files;
}

/** Files of a file field; of a folder field with their paths. */
export function filesOfField(list: FileList | null): DroppedFile[] {
  return [...(list ?? [])]
    .filter((file) => !(file.webkitRelativePath || file.name).split("/").some((part) => IGNORED.test(part)))
    .map((file) => ({ file, path: file.webkitRelativePath || null }));
}

/** Files that were pasted, or the pasted text as a file. */
export function filesOfPaste(data: DataTransfer, titleOfText: () => string): DroppedFile[] {
  if (data.files.length > 0) return [...data.files].map((file) => ({ file, path: null }));
  const text = data.getData("text/plain");
  if (text.trim() === "") return [];
  return [{ file: new File([text], `${titleOfText()}.txt`, { type: "text/plain" }), path: null }];
}
