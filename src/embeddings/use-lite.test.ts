/** The default model, as it is built and as the app runs it, against the vectors of its package's own runtime. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { buildEmbeddingModel, DEFAULT_PLACES } from "../../scripts/build-embedding-model.ts";
import { ModelRuntime } from "./model-runtime.ts";
import { DEFAULT_EMBEDDING_CONFIG } from "./models.ts";
import { plainSpaces, wordTokens } from "./word-tokens.ts";

const REFERENCE = join(import.meta.dirname, "../../../shared/data/use-lite-reference.json");
const MAX_TOKENS = 128;

let model: ModelRuntime;
beforeAll(async () => {
  await buildEmbeddingModel();
  model = await ModelRuntime.load(DEFAULT_EMBEDDING_CONFIG, {
    models: `${join(DEFAULT_PLACES.model, "..")}/`,
    runtime: null,
  });
}, 120_000);

const cosine = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  let dot = 0;
  let aa = 0;
  let bb = 0;
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] as number, b[i] as number];
    dot += x * y;
    aa += x * x;
    bb += y * y;
  }
  return dot / Math.sqrt(aa * bb);
};

async function similarity(a: string, b: string): Promise<number> {
  const [x, y] = await model.embed([a, b], "passage");
  return cosine(x as Float32Array, y as Float32Array);
}

describe.skipIf(!existsSync(REFERENCE))("the default model against its reference", () => {
  const texts = existsSync(REFERENCE)
    ? (JSON.parse(readFileSync(REFERENCE, "utf8")) as { text: string; ids: number[]; embedding: number[] }[])
    : [];

  it.each(texts.map((one) => [one.text.slice(0, 40), one] as const))(
    "%s",
    async (_name, { text, ids, embedding }) => {
      if (ids.length <= MAX_TOKENS && text.trim() !== "") {
        expect(model.tokenIds(text)).toEqual(ids);
        const [vector] = await model.embed([text], "passage");
        expect(cosine(vector as Float32Array, embedding)).toBeGreaterThanOrEqual(0.999);
      } else {
        expect(model.countTokens(text) > MAX_TOKENS || text.trim() === "").toBe(true);
      }
    },
  );
});

describe("the default model", () => {
  it("gives unit vectors of 512 numbers, the same in any batch", async () => {
    const texts = ["A cat.", "The weather in Oslo is cold and wet in November.", "?", "東京"];
    const together = await model.embed(texts, "passage");
    for (const [index, text] of texts.entries()) {
      const [alone] = await model.embed([text], "passage");
      expect(alone).toHaveLength(512);
      expect(Math.hypot(...(alone as Float32Array))).toBeCloseTo(1, 4);
      expect(cosine(alone as Float32Array, together[index] as Float32Array)).toBeGreaterThan(0.9999);
    }
  });

  it("finds a paraphrase that shares no word", async () => {
    const near = await similarity("My feline adores seafood", "The cat loves fish");
    const far = await similarity("My feline adores seafood", "The train leaves at nine");
    expect(near).toBeGreaterThan(far + 0.1);
  });

  it("reads a long text to its end, in windows", async () => {
    const filler = "The committee discussed the budget for the coming year. ".repeat(20);
    expect(model.countTokens(filler)).toBeGreaterThan(MAX_TOKENS);
    const plain = await similarity("volcano eruption lava", filler);
    const withEnd = await similarity(
      "volcano eruption lava",
      `${filler}The volcano erupted and lava flowed. `.repeat(2),
    );
    expect(withEnd).toBeGreaterThan(plain);
    for (const part of model.split(filler, 500))
      expect(model.countTokens(part)).toBeLessThanOrEqual(MAX_TOKENS);
  });

  it("refuses an empty text", async () => {
    await expect(model.embed(["fine", "  "], "query")).rejects.toMatchObject({ code: "invalid_input" });
  });
});

describe("counting tokens word by word", () => {
  it("gives what the tokenizer gives, whatever the text", () => {
    const fast = wordTokens((text) => model.countTokens(text));
    const texts = [
      "It's a well-known fact (see p. 12): 3,141.59 kg of “tea”…",
      "const x = items.map(({ id }) => id?.length ?? 0); // 50 %",
      "東京 は 日本 の 首都 です。 Привет, мир! naïve café 😀😀",
      "https://example.com/a/b?c=d&e=f#g user@example.org __init__",
      "",
    ];
    for (const text of texts) expect(fast(text)).toBe(model.countTokens(text));
    expect(plainSpaces(" a\n\n b\tc ")).toBe("a b c");
  });

  it("splits what the model would cut off", async () => {
    const text = `${"The harbour was quiet. ".repeat(100)}\n\n${"word".repeat(300)}`;
    const parts = model.splitSections([text], 300, 0);
    expect(parts.length).toBeGreaterThan(5);
    for (const part of parts)
      expect(model.countTokens(plainSpaces(part.text))).toBeLessThanOrEqual(MAX_TOKENS);
  });
});
