/** Tells the service worker which files the build made, which of them every start needs, and which conversations do. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve, sep } from "node:path";
import type { Plugin } from "vite";
import type { FileList } from "../src/server/app-files.ts";

/** Kept when they are first used: large, and for a part of the app that many never open. */
const WHEN_USED =
  /^licenses|\.bcmap$|pdf|pyodide|python|cl100k|\.(pfb|ttf|icc)$|^ort\/ort-wasm\.wasm$|^assets\/(qcms|openjpeg|jbig2|quickjs)[\w-]*\.(wasm|js)$/;
/** Larger ones wait until there is an agent, except for what the page cannot begin without. In bytes. */
const LARGE = 250_000;
const HASHED = /^assets\/.+-[\w-]{8}\.\w+$/;
const PLACE = "__APP_FILES__";

export interface BuiltFile {
  /** From the app's folder, with slashes. */
  path: string;
  size: number;
  /** Of its content. */
  hash: string;
}

/**
 * @param needed files without which the page does not begin.
 * @param whenUsed files that are kept when they are first used, besides those that are known to be.
 */
export function listFiles(
  files: BuiltFile[],
  { needed, whenUsed }: { needed: Set<string>; whenUsed: Set<string> },
): FileList {
  const list: FileList = { revisions: {}, shell: [], later: [] };
  for (const { path, size, hash } of files) {
    if (path === "service-worker.js") continue;
    const name = path === "index.html" ? "" : path;
    list.revisions[name] = HASHED.test(path) ? "" : hash;
    if (WHEN_USED.test(path) || whenUsed.has(path)) continue;
    if (size <= LARGE || needed.has(path)) list.shell.push(name);
    else list.later.push(name);
  }
  return list;
}

function filesOf(folder: string): BuiltFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const content = readFileSync(path);
      return {
        path: path.slice(folder.length + 1).replaceAll(sep, "/"),
        size: content.length,
        hash: createHash("sha256").update(content).digest("hex").slice(0, 12),
      };
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Goes last: it reads what all others wrote, the public folder included. */
export function offlineShell(): Plugin {
  let folder = "";
  const needed = new Set<string>();
  const whenUsed = new Set<string>();
  return {
    name: "engram:offline-shell",
    apply: "build",
    enforce: "post",
    configResolved(config) {
      folder = resolve(config.root, config.build.outDir);
    },
    generateBundle(_, bundle) {
      const need = (name: string) => {
        const file = bundle[name];
        if (!file || needed.has(name)) return;
        needed.add(name);
        if (file.type === "chunk") for (const other of file.imports) need(other);
      };
      for (const file of Object.values(bundle)) {
        if (file.type === "asset") {
          if (/^assets\/index-.*\.css$/.test(file.fileName)) needed.add(file.fileName);
          continue;
        }
        if (file.isEntry && file.name === "index") need(file.fileName);
        // A language's colours are kept when code in it is first seen.
        if (file.moduleIds.length > 0 && file.moduleIds.every((id) => id.includes("@shikijs/langs")))
          whenUsed.add(file.fileName);
      }
    },
    closeBundle() {
      const path = join(folder, "service-worker.js");
      const worker = readFileSync(path, "utf8");
      if (worker.split(PLACE).length !== 2)
        throw new Error(`The service worker has no one place for its list of files (${PLACE}).`);
      const list = listFiles(filesOf(folder), { needed, whenUsed });
      writeFileSync(
        path,
        worker.replace(PLACE, () => JSON.stringify(list)),
      );
    },
  };
}
