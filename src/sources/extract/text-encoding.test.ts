import { expect, it } from "vitest";
import { wholeText } from "./text-chunks.ts";
import { detectEncoding } from "./text-encoding.ts";

/** Encoders are not in the platform: the bytes of what `TextDecoder` reads are looked up backwards. */
function encoded(text: string, label: string): Uint8Array<ArrayBuffer> {
  const decoder = new TextDecoder(label);
  const codes = new Map<string, number[]>();
  for (let first = 0; first < 256; first++) {
    const single = decoder.decode(new Uint8Array([first]));
    if (single.length === 1 && single !== "\ufffd" && !codes.has(single)) codes.set(single, [first]);
  }
  for (let first = 0x81; first < 0xff; first++)
    for (let second = 0x40; second < 0xff; second++) {
      const pair = decoder.decode(new Uint8Array([first, second]));
      if (pair.length === 1 && pair !== "\ufffd" && !codes.has(pair)) codes.set(pair, [first, second]);
    }
  return new Uint8Array([...text].flatMap((character) => codes.get(character) ?? [63]));
}

function utf16(text: string, littleEndian: boolean, mark: boolean): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer((text.length + (mark ? 1 : 0)) * 2));
  const whole = mark ? `\ufeff${text}` : text;
  for (let i = 0; i < whole.length; i++) view.setUint16(2 * i, whole.charCodeAt(i), littleEndian);
  return new Uint8Array(view.buffer);
}

async function read(bytes: Uint8Array<ArrayBuffer>, declared?: string) {
  const content = new Blob([bytes]);
  const encoding = await detectEncoding(content, declared);
  return { encoding, text: await wholeText({ content, encoding }) };
}

const german =
  "Die Größe des Gartens überraschte uns alle. Früh am Morgen läuft die Katze über die Straße, während die Nachbarn noch schlafen. Schöne Grüße aus München!";
const russian =
  "Ранним утром мы вышли из дома и пошли к реке. Вода была холодной, но дети всё равно купались до самого обеда.";
const japanese =
  "今日は朝早く起きて、庭の花に水をやりました。それから、友達と一緒に川まで歩いて行きました。とても楽しかったです。";

it.each([
  ["utf-8", german],
  ["utf-8", japanese],
])("reads %s", async (encoding, text) => {
  expect(await read(new TextEncoder().encode(text))).toEqual({ encoding, text });
  expect(await read(new TextEncoder().encode(`\ufeff${text}`))).toEqual({ encoding, text });
});

it.each([true, false])("reads UTF-16 with a mark and without (little end first: %s)", async (little) => {
  const encoding = little ? "utf-16le" : "utf-16be";
  expect(await read(utf16(german, little, true))).toEqual({ encoding, text: german });
  expect(await read(utf16(german, little, false))).toEqual({ encoding, text: german });
});

it.each([
  ["windows-1252", german],
  ["windows-1251", russian],
  ["koi8-r", russian],
  ["shift_jis", japanese],
  ["euc-jp", japanese],
])("reads %s, which no mark tells of", async (encoding, text) => {
  expect(await read(encoded(text, encoding))).toEqual({ encoding, text });
});

it("reads what is nearly all ASCII, wherever the first other letter stands", async () => {
  const text = `${"plain words only\n".repeat(20_000)}${german}`;
  expect((await read(encoded(text, "windows-1252"))).text).toBe(text);
});

it("keeps to UTF-8 where a few bytes are broken, and believes a page that says what it is in", async () => {
  const broken = new Uint8Array([...new TextEncoder().encode(german), 0xff, 0x20]);
  expect((await read(broken)).encoding).toBe("utf-8");
  expect(await read(encoded("Příliš žluťoučký kůň", "iso-8859-2"), "iso-8859-2")).toEqual({
    encoding: "iso-8859-2",
    text: "Příliš žluťoučký kůň",
  });
});

it("does not lose a character between two pieces", async () => {
  const text = "ä\r\n€😀".repeat(100_000);
  expect((await read(new TextEncoder().encode(text))).text).toBe(text.replaceAll("\r\n", "\n"));
});
