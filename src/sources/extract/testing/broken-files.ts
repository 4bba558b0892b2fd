/** Files that cannot be read, each for its own reason. */
import type { FileErrorCode } from "../errors.ts";
import { type Bytes, sampleDocx, sampleEpub, sampleZip, withPasswordFlag } from "./sample-archives.ts";
import { samplePdf, scannedPdf } from "./sample-pdf.ts";

export interface BrokenFile {
  name: string;
  bytes: Bytes;
  code: FileErrorCode;
}

const bytesOf = (...values: number[]): Bytes => new Uint8Array(values);

const half = (bytes: Bytes): Bytes => bytes.slice(0, bytes.length >> 1);

function withOneByteChanged(bytes: Bytes, at: number): Bytes {
  const changed = bytes.slice();
  changed[at] = (changed[at] as number) ^ 0xff;
  return changed;
}

/** The head of an Office file of the old kind, with the name of one of its streams. */
function oldOffice(stream: string): Bytes {
  const bytes = new Uint8Array(2048);
  bytes.set([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
  for (let i = 0; i < stream.length; i++) bytes[1024 + 2 * i] = stream.charCodeAt(i);
  return bytes;
}

/** Ten megabytes of zeros in ten kilobytes. */
const bomb = () => sampleZip({ "zeros.txt": new Uint8Array(10_000_000) });

export async function brokenFiles(): Promise<BrokenFile[]> {
  const page = "A page with a line of text.";
  const story = sampleDocx([{ text: page }]);
  const longZip = sampleZip({ "a.txt": Array.from({ length: 2000 }, (_, i) => `line ${i}`).join("\n") });
  return [
    { name: "nothing.txt", bytes: bytesOf(), code: "file_empty" },
    { name: "nothing.pdf", bytes: bytesOf(), code: "file_empty" },
    { name: "blanks.txt", bytes: new TextEncoder().encode(" \n\t\n"), code: "file_without_text" },
    { name: "scan.pdf", bytes: await scannedPdf(3), code: "file_without_text" },
    { name: "secret.pdf", bytes: await samplePdf([page], { password: "sesame" }), code: "file_encrypted" },
    { name: "cut.pdf", bytes: (await samplePdf([page])).slice(0, 60), code: "file_damaged" },
    {
      name: "words.pdf",
      bytes: new TextEncoder().encode("This only says that it is a PDF."),
      code: "file_damaged",
    },
    {
      name: "photo.jpg",
      bytes: bytesOf(0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1),
      code: "file_binary",
    },
    {
      name: "photo.png.txt",
      bytes: bytesOf(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13),
      code: "file_binary",
    },
    { name: "setup.exe", bytes: bytesOf(0x4d, 0x5a, 0x90, 0, 3, 0, 0, 0, 4, 0, 0, 0), code: "file_binary" },
    {
      name: "noise.dat",
      bytes: bytesOf(...Array.from({ length: 512 }, (_, i) => (i * 167 + 13) % 256)),
      code: "file_binary",
    },
    { name: "cut.zip", bytes: half(longZip), code: "file_damaged" },
    { name: "cut.docx", bytes: half(story), code: "file_damaged" },
    { name: "changed.zip", bytes: withOneByteChanged(longZip, 200), code: "file_without_text" },
    { name: "secret.zip", bytes: withPasswordFlag(longZip), code: "file_without_text" },
    { name: "hollow.zip", bytes: sampleZip({}), code: "file_without_text" },
    { name: "bomb.zip", bytes: bomb(), code: "file_without_text" },
    {
      name: "no-text.docx",
      bytes: sampleZip({ "[Content_Types].xml": "<Types/>", "word/document.xml": "<broken" }),
      code: "file_damaged",
    },
    { name: "secret.docx", bytes: oldOffice("EncryptedPackage"), code: "file_encrypted" },
    { name: "old.doc", bytes: oldOffice("WordDocument"), code: "file_kind_not_supported" },
    {
      name: "sums.xlsx",
      bytes: sampleZip({ "xl/workbook.xml": "<workbook/>" }),
      code: "file_kind_not_supported",
    },
    {
      name: "packed.gz",
      bytes: bytesOf(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3),
      code: "file_kind_not_supported",
    },
    {
      name: "locked.epub",
      bytes: sampleEpub([{ title: "One", html: "<p>One</p>" }], { encrypted: true }),
      code: "file_encrypted",
    },
    {
      name: "hollow.epub",
      bytes: sampleZip({ mimetype: "application/epub+zip", "META-INF/container.xml": "<container/>" }),
      code: "file_damaged",
    },
  ];
}
