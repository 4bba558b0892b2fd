/**
 * Runs Python inside of the frame: one file without imports at run time, since it is started from a blob in an origin
 * of its own. It asks for nothing; the page hands in the files.
 */
import "./strip-globals.ts";
import { loadPyodide } from "pyodide";
import createPyodideModule from "pyodide/pyodide.asm.mjs";
import { createInterpreter, type Interpreter } from "./interpreter.ts";
import { createLogBatches } from "./log-batches.ts";
import { limitMemory } from "./memory-limit.ts";
import { NO_PACKAGES } from "./no-packages.ts";
import type { FromWorker, PythonFiles, StartMessage, ToWorker } from "./python-messages.ts";

const memory = limitMemory();

// Pyodide tells the console when it breaks down, which the page is told too.
Object.assign(console, { log() {}, warn() {}, error() {} });

/** Pyodide asks for its files as if for files of a server. */
function answerFromFiles({ wasm, standardLibrary }: PythonFiles): void {
  globalThis.fetch = async (input) => {
    const isWasm = String(input).endsWith(".wasm");
    const headers = { "content-type": isWasm ? "application/wasm" : "application/zip" };
    return new Response(isWasm ? wasm : standardLibrary, { headers });
  };
}

async function start({ files, port }: StartMessage): Promise<void> {
  const post = (message: FromWorker) => port.postMessage(message);
  // Where Python breaks down, the promise of the run is left as it is, and another is rejected.
  addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    post({ type: "died", message: String(event.reason) });
  });
  try {
    answerFromFiles(files);
    const pyodide = await loadPyodide({
      indexURL: "https://python.invalid/",
      createPyodideModule,
      lockFileContents: NO_PACKAGES,
      packageBaseUrl: "https://python.invalid/",
      // Instead of the worker's globals: `import js` finds nothing, even where the door is left open.
      jsglobals: Object.create(null) as object,
    });
    globalThis.fetch = () => Promise.reject(new TypeError("There is no network here."));
    serve(createInterpreter(pyodide), port, post);
    post({ type: "ready" });
  } catch (error) {
    post({ type: "died", message: String(error) });
  }
}

function serve(interpreter: Interpreter, port: MessagePort, post: (message: FromWorker) => void): void {
  const answers = new Map<number, (answer: string) => void>();
  let lastId = 0;
  const ask = (question: string) =>
    new Promise<string>((resolve) => {
      const id = ++lastId;
      answers.set(id, resolve);
      post({ type: "ask", id, question });
    });

  port.onmessage = async ({ data }: MessageEvent<ToWorker>) => {
    if (data.type === "answer") {
      answers.get(data.id)?.(data.answer);
      answers.delete(data.id);
      return;
    }
    answers.clear();
    const log = createLogBatches((lines) => post({ type: "log", lines }));
    try {
      memory.allow(data.memory_bytes);
      const outcome = await interpreter.run(data.run, {
        log: log.add,
        forgetLog() {
          log.forget();
          post({ type: "forget-log" });
        },
        ask,
      });
      log.flush();
      post({ type: "outcome", outcome });
    } catch (error) {
      log.flush();
      post({ type: "died", message: String(error) });
    }
  };
}

addEventListener("message", ({ data }: MessageEvent<StartMessage>) => void start(data), { once: true });
