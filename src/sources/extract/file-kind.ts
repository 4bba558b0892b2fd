/** What a file is: by its content first, then by its name, then by the type it was given. */
import { FileError, SUPPORTED_KINDS } from "./errors.ts";
import { languageOf } from "./languages.ts";
import { openZip, type ZipArchive } from "./zip-archive.ts";

export type FileKind =
  | "text"
  | "markdown"
  | "html"
  | "code"
  | "table"
  | "json"
  | "json-lines"
  | "pdf"
  | "docx"
  | "odt"
  | "rtf"
  | "epub"
  | "zip";

/** Kinds that are an archive come with it, opened. */
export type Detected =
  | { kind: "zip" | "docx" | "odt" | "epub"; archive: ZipArchive }
  | { kind: Exclude<FileKind, "zip" | "docx" | "odt" | "epub"> };

const HEAD = 64 * 1024;

/** Files that are no text, by their first bytes (hexadecimal, dots for any). */
const BINARIES: [start: string, what: string][] = [
  ["89504e47", "an image (PNG)"],
  ["ffd8ff", "an image (JPEG)"],
  ["474946383", "an image (GIF)"],
  ["52494646........57454250", "an image (WebP)"],
  ["52494646", "a sound or a film"],
  ["49492a00", "an image (TIFF)"],
  ["4d4d002a", "an image (TIFF)"],
  ["424d............0000", "an image (BMP)"],
  ["00000100", "an image (icon)"],
  ["........66747970", "a film or a photo (MP4, HEIC)"],
  ["1a45dfa3", "a film (Matroska)"],
  ["494433", "a sound (MP3)"],
  ["fffb", "a sound (MP3)"],
  ["4f676753", "a sound (Ogg)"],
  ["664c6143", "a sound (FLAC)"],
  ["4d5a", "a program"],
  ["7f454c46", "a program"],
  ["cffaedfe", "a program"],
  ["cafebabe", "a program"],
  ["0061736d", "a program (WebAssembly)"],
  ["53514c69746520666f726d6174", "a database (SQLite)"],
  ["504152310", "a table (Parquet)"],
  ["774f4646", "a font"],
  ["774f4632", "a font"],
];

const OTHER_ARCHIVES: [start: string, what: string][] = [
  ["1f8b", "gzip"],
  ["377abcaf271c", "7z"],
  ["52617221", "RAR"],
  ["425a68", "bzip2"],
  ["fd377a585a00", "xz"],
  ["28b52ffd", "zstd"],
];

const NAMES: [name: RegExp, kind: Exclude<FileKind, "zip" | "docx" | "odt" | "epub" | "pdf" | "rtf">][] = [
  [/\.(md|markdown|mdx|mdown|mkd)$/, "markdown"],
  [/\.(html?|xhtml)$/, "html"],
  [/\.(csv|tsv|tab)$/, "table"],
  [/\.(jsonl|ndjson)$/, "json-lines"],
  [/\.(json|geojson|webmanifest|af|ipynb)$/, "json"],
  [/\.(txt|text|log|rst|org|srt|vtt|tex|adoc|asc|eml|ics|vcf|bib)$/, "text"],
];

const TYPES: [type: RegExp, kind: "markdown" | "html" | "table" | "json" | "json-lines"][] = [
  [/^text\/(x-)?markdown/, "markdown"],
  [/^(text\/html|application\/xhtml)/, "html"],
  [/^text\/(csv|tab-separated-values)/, "table"],
  [/ndjson|jsonl/, "json-lines"],
  [/json/, "json"],
];

const hexOf = (bytes: Uint8Array) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

const startsLike = (hex: string, start: string) => new RegExp(`^${start}`).test(hex);

function isBinary(head: Uint8Array): boolean {
  let controls = 0;
  for (const byte of head) {
    // Tab, line feed, form feed, return, escape and backspace are found in text.
    if (byte < 0x20 && !(byte >= 8 && byte <= 13) && byte !== 27) controls += 1;
  }
  return controls > head.length / 100;
}

/** Half of UTF-16 is zeros: it only looks binary. */
function isUtf16(head: Uint8Array): boolean {
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) return true;
  const units = head.length >> 1;
  let odd = 0;
  let even = 0;
  for (let i = 0; i + 1 < head.length; i += 2) {
    if (head[i] === 0) even += 1;
    if (head[i + 1] === 0) odd += 1;
  }
  return units > 2 && Math.max(odd, even) > units * 0.4 && Math.min(odd, even) < units * 0.02;
}

function refuseOldOffice(name: string, head: Uint8Array): never {
  // The name of the stream, in UTF-16, stands in the directory of an Office file with a password.
  const text = new TextDecoder("utf-16le").decode(head.subarray(0, head.length & ~1));
  if (text.includes("EncryptedPackage"))
    throw FileError.of("file_encrypted", `"${name}" is protected with a password.`, {
      hint: "Open it in Word, save it without the password, and add it again.",
    });
  throw FileError.of(
    "file_kind_not_supported",
    `"${name}" is an Office file of the old kind (doc, xls, ppt).`,
    {
      hint: "Save it as docx, PDF or text first.",
    },
  );
}

function archiveKind(name: string, archive: ZipArchive): Detected {
  const has = (path: string) => archive.entries.some((entry) => entry.path === path);
  if (has("word/document.xml") || (has("[Content_Types].xml") && has("_rels/.rels") && /\.docx$/i.test(name)))
    return { kind: "docx", archive };
  if (has("META-INF/container.xml")) return { kind: "epub", archive };
  if (has("content.xml") && has("META-INF/manifest.xml")) {
    if (/\.od[sp]$/i.test(name)) return refuseOffice(name, "as CSV or PDF");
    return { kind: "odt", archive };
  }
  if (has("xl/workbook.xml") || has("xl/workbook.bin")) return refuseOffice(name, "each sheet as CSV");
  if (has("ppt/presentation.xml")) return refuseOffice(name, "as PDF");
  return { kind: "zip", archive };
}

function refuseOffice(name: string, how: string): never {
  throw FileError.of("file_kind_not_supported", `"${name}" is a spreadsheet or a presentation.`, {
    hint: `Save it ${how} first. ${SUPPORTED_KINDS}`,
  });
}

/** For what is certainly text. */
function textKind(name: string, type: string, start: string): Detected {
  const lower = name.toLowerCase();
  const byName = NAMES.find(([pattern]) => pattern.test(lower))?.[1];
  if (byName) return { kind: byName };
  if (languageOf(name)) return { kind: "code" };
  if (/^\s*(<!doctype html|<html[\s>])/i.test(start)) return { kind: "html" };
  const byType = TYPES.find(([pattern]) => pattern.test(type))?.[1];
  if (byType) return { kind: byType };
  if (/^\s*(\{\s*["}]|\[\s*[[{"\d\]])/.test(start)) return { kind: "json" };
  return { kind: "text" };
}

/** @throws FileError for what is no text: names what it is. */
export async function detectKind(name: string, content: Blob): Promise<Detected> {
  if (content.size === 0)
    throw FileError.of("file_empty", `"${name}" is empty (0 bytes).`, {
      hint: "Was it saved or downloaded to its end?",
    });
  const head = new Uint8Array(await content.slice(0, HEAD).arrayBuffer());
  const start = new TextDecoder("latin1").decode(head.subarray(0, 1024));
  const hex = hexOf(head.subarray(0, 32));
  if (start.includes("%PDF-")) return { kind: "pdf" };
  if (/^504b(0304|0506|0708)/.test(hex)) return archiveKind(name, await openZip(name, content));
  if (hex.startsWith("d0cf11e0a1b11ae1"))
    refuseOldOffice(name, new Uint8Array(await content.slice(0, 1 << 20).arrayBuffer()));
  if (start.startsWith("{\\rtf")) return { kind: "rtf" };
  if (!isUtf16(head)) {
    const archive = OTHER_ARCHIVES.find(([magic]) => startsLike(hex, magic));
    if (archive)
      throw FileError.of("file_kind_not_supported", `"${name}" is packed with ${archive[1]}.`, {
        hint: "Unpack it first, or pack it as zip.",
      });
    if (isBinary(head)) {
      const what = BINARIES.find(([magic]) => startsLike(hex, magic))?.[1];
      if (/\.(pdf|docx|epub|odt|zip)$/i.test(name))
        throw FileError.of("file_damaged", `"${name}" is damaged: it does not begin as such a file does.`, {
          hint: "Get it again from where it came, or open and save it anew.",
        });
      throw FileError.of("file_binary", `"${name}" is ${what ?? "not text"}.`, { hint: SUPPORTED_KINDS });
    }
  }
  if (/\.(pdf|docx|epub|odt|zip)$/i.test(name))
    throw FileError.of("file_damaged", `"${name}" is damaged: it does not begin as such a file does.`, {
      hint: "Get it again from where it came, or open and save it anew.",
    });
  return textKind(name, content.type, start);
}
