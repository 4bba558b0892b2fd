import { expect, it } from "vitest";
import { sampleZip, withPasswordFlag } from "./testing/sample-archives.ts";
import { openZip } from "./zip-archive.ts";

const letters = sampleZip({ "a/letter.txt": "Dear Ada", "größe.txt": "x".repeat(5000), "empty.txt": "" });

it("lists the files and reads them", async () => {
  const archive = await openZip("box.zip", new Blob([letters]));
  expect(archive.entries.map((entry) => entry.path)).toEqual(["a/letter.txt", "größe.txt", "empty.txt"]);
  const texts = await Promise.all(archive.entries.map(async (entry) => (await archive.read(entry)).text()));
  expect(texts).toEqual(["Dear Ada", "x".repeat(5000), ""]);
});

it("reads an archive that something was written before or after", async () => {
  const commented = letters.slice();
  new DataView(commented.buffer).setUint16(commented.length - 2, 7, true);
  const archive = await openZip("box.zip", new Blob([commented, "comment"]));
  expect(archive.entries).toHaveLength(3);
});

it("refuses an entry that is not what was packed", async () => {
  const changed = letters.slice();
  // A byte of the first entry's content, which is stored or packed after its header of 30 bytes and its name.
  changed[30 + "a/letter.txt".length + 2] = 0xff;
  const archive = await openZip("box.zip", new Blob([changed]));
  const [first, second] = archive.entries;
  await expect(archive.read(first!)).rejects.toMatchObject({ code: "file_damaged" });
  expect((await archive.read(second!)).size).toBe(5000);
});

it("refuses an entry that says it is smaller than it is", async () => {
  const lying = sampleZip({ "big.txt": "word ".repeat(100_000) });
  const archive = await openZip("box.zip", new Blob([lying]));
  const entry = { ...archive.entries[0]!, size: 10 };
  await expect(archive.read(entry)).rejects.toMatchObject({ code: "file_damaged" });
});

it("refuses what unpacks to far more than it was", async () => {
  const bomb = sampleZip({ "zeros.bin": new Uint8Array(20_000_000) });
  const archive = await openZip("bomb.zip", new Blob([bomb]));
  await expect(archive.read(archive.entries[0]!)).rejects.toMatchObject({ code: "file_too_large" });
});

it("says that a password is missing", async () => {
  const archive = await openZip("box.zip", new Blob([withPasswordFlag(letters)]));
  await expect(archive.read(archive.entries[0]!)).rejects.toMatchObject({ code: "file_encrypted" });
});

it("refuses every cut of an archive as damaged", async () => {
  for (let end = 4; end < letters.length; end += 11)
    await expect(openZip("cut.zip", new Blob([letters.slice(0, end)]))).rejects.toMatchObject({
      code: "file_damaged",
    });
});
