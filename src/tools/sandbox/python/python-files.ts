import wasmAddress from "pyodide/pyodide.asm.wasm?url";
import standardLibraryAddress from "pyodide/python_stdlib.zip?url";
import { EngramError } from "../../../schemas/index.ts";
import workerAddress from "./python.worker.ts?worker&url";
import type { PythonFiles } from "./python-messages.ts";

export { workerAddress };

async function read(address: string): Promise<Response> {
  try {
    const response = await fetch(address);
    if (response.ok) return response;
    throw new Error(`HTTP ${response.status}`);
  } catch (cause) {
    throw new EngramError("python_not_loaded", 503, "Python could not be loaded.", {
      hint: "Its files lie beside the app. Check the connection and try again.",
      cause,
    });
  }
}

/**
 * The worker's file as a script instead of a module: Chromium starts no module worker from a blob of an origin without
 * a name. The file stands alone, so that only what names modules has to go.
 */
function toScript(code: string): string {
  return code.replaceAll("import.meta.url", '""').replace(/export\s*\{[^{}]*\};?\s*$/, "");
}

/** What Python is started from, out of the app's own files; some 13 MB, which the browser's cache keeps. */
export async function readPythonFiles(): Promise<{ code: string; files: PythonFiles }> {
  const [code, wasm, standardLibrary] = await Promise.all([
    read(workerAddress).then(async (response) => toScript(await response.text())),
    read(wasmAddress).then((response) => response.arrayBuffer()),
    read(standardLibraryAddress).then((response) => response.arrayBuffer()),
  ]);
  return { code, files: { wasm, standardLibrary } };
}
