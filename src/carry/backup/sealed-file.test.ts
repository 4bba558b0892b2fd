import { expect, it } from "vitest";
import { sealFile, unsealFile } from "./sealed-file.ts";

const PIECE = 1024 * 1024;
/** What AES-GCM adds to each piece, in bytes. */
const TAG = 16;
const PASSPHRASE = "open sesame";

/** Two whole pieces and a bit. */
const plain = new Uint8Array(2 * PIECE + 100).map((_, index) => (index * 31) % 251);
const sealed = await sealFile(new Blob([plain]), PASSPHRASE, { rounds: 1000 });
const head = sealed.size - plain.length - 3 * TAG;
const bytesOf = async (file: Blob) => new Uint8Array(await file.arrayBuffer());
const open = (...parts: Blob[]) => unsealFile(new Blob(parts), PASSPHRASE);

it("a file of several pieces is sealed and opened", async () => {
  const opened = await bytesOf(await open(sealed));
  expect(Buffer.compare(opened, plain)).toBe(0);
  expect(Buffer.from(await sealed.arrayBuffer()).includes(Buffer.from(plain.slice(0, 64)))).toBe(false);
});

it("no piece can be moved, left out, cut off or changed", async () => {
  const step = PIECE + TAG;
  const start = sealed.slice(0, head);
  const [first, second, last] = [0, 1, 2].map((index) =>
    sealed.slice(head + index * step, head + (index + 1) * step),
  ) as [Blob, Blob, Blob];
  const changed = await bytesOf(second);
  changed[7] = (changed[7] ?? 0) ^ 1;
  for (const parts of [
    [second, first, last],
    [first, last],
    [first, second],
    [first, new Blob([changed]), last],
  ])
    await expect(open(start, ...parts)).rejects.toMatchObject({ code: "backup_damaged" });
});
