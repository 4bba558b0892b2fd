import { FileError } from "./errors.ts";
import { LIMITS, sizeInWords } from "./limits.ts";
import type { ZipArchive } from "./zip-archive.ts";

/** A document that is an archive of XML files inside: docx, odt, epub. */
export function packedDocument(archive: ZipArchive) {
  let unpacked = 0;
  const find = (path: string) => archive.entries.find((entry) => entry.path === path);
  return {
    paths: archive.entries.map((entry) => entry.path),
    has: (path: string) => find(path) !== undefined,
    async bytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
      const entry = find(path);
      if (!entry)
        throw FileError.of("file_damaged", `"${archive.name}" is damaged: a part of it is missing.`, {
          hint: "Open and save it anew.",
          detail: path,
        });
      unpacked += entry.size;
      if (unpacked > LIMITS.documentBytes)
        throw FileError.of(
          "file_too_large",
          `"${archive.name}" unpacks to more than ${sizeInWords(LIMITS.documentBytes)}.`,
        );
      return new Uint8Array(await (await archive.read(entry)).arrayBuffer());
    },
    async text(path: string): Promise<string> {
      return new TextDecoder().decode(await this.bytes(path));
    },
  };
}
