/** From a file to a character card: JSON, a PNG picture that carries one, or a `.charx` archive. */
import { InvalidInputError } from "../../schemas/index.ts";
import { openZip } from "../../sources/extract/zip-archive.ts";
import { type CharacterCard, cardDataSchema } from "./character-card.ts";
import { isPng, pngTexts } from "./png-texts.ts";

/** Largest file that is read (bytes). */
const MOST_BYTES = 100 * 1024 * 1024;
/** Largest card within an archive (bytes). */
const MOST_CARD_BYTES = 20 * 1024 * 1024;

const refuse = (problem: string, cause?: unknown) =>
  new InvalidInputError("file", problem, {
    hint: "Choose a character card: a JSON file, a PNG picture that carries one, or a .charx archive.",
    ...(cause === undefined ? {} : { cause }),
  });

function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 0x03 || bytes[2] === 0x05);
}

/** Whether a file is a card, by what is in it: a picture or an archive can be nothing else here. */
export async function isCardFile(file: Blob): Promise<boolean> {
  const head = new Uint8Array(await file.slice(0, 8).arrayBuffer());
  if (isPng(head) || isZip(head)) return true;
  if (file.size > MOST_CARD_BYTES) return false;
  try {
    return isCardLike(JSON.parse(await file.text()));
  } catch {
    // Not JSON: whoever reads it as an agent file says so.
    return false;
  }
}

/** @throws InvalidInputError that says what is wrong with it; FileError for a damaged archive. */
export async function readCard(file: Blob): Promise<CharacterCard> {
  if (file.size > MOST_BYTES) throw refuse("this is larger than 100 MB");
  const head = new Uint8Array(await file.slice(0, 8).arrayBuffer());
  if (isPng(head)) return cardOf(cardInPng(new Uint8Array(await file.arrayBuffer())));
  if (isZip(head)) return cardOf(await cardInArchive(file));
  return cardOf(await file.text());
}

/** The newer version wins where a picture carries both. */
function cardInPng(bytes: Uint8Array): string {
  const texts = pngTexts(bytes);
  const packed = texts.get("ccv3") ?? texts.get("chara");
  if (packed === undefined) throw refuse("this picture carries no character");
  try {
    const binary = atob(packed);
    return new TextDecoder("utf-8", { fatal: true }).decode(
      Uint8Array.from(binary, (letter) => letter.charCodeAt(0)),
    );
  } catch (error) {
    throw refuse("the character in this picture is damaged", error);
  }
}

async function cardInArchive(file: Blob): Promise<string> {
  const archive = await openZip("charx", file);
  const entry = archive.entries.find(({ path }) => path === "card.json");
  if (!entry) throw refuse("this archive holds no card.json");
  if (entry.size > MOST_CARD_BYTES) throw refuse("its card.json is larger than 20 MB");
  return (await archive.read(entry)).text();
}

function cardOf(text: string): CharacterCard {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (error) {
    throw refuse("this is not JSON", error);
  }
  if (!isCardLike(value)) throw refuse("this is JSON, but no character card");
  const nested = typeof value.data === "object" && value.data !== null;
  const raw = (nested ? value.data : value) as Record<string, unknown>;
  const { success, data, error } = cardDataSchema.safeParse(raw);
  if (!success) {
    const [issue] = error.issues;
    throw refuse(`${issue?.path.map(String).join(".")}: ${issue?.message}`, error);
  }
  const version = !nested ? 1 : value.spec === "chara_card_v3" ? 3 : 2;
  return { version, data, raw };
}

/** Whether a value looks like a card of any version. */
function isCardLike(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  if ("spec" in value && String(value.spec).startsWith("chara_card")) return true;
  return "name" in value && ("first_mes" in value || "personality" in value) && !("agents" in value);
}
