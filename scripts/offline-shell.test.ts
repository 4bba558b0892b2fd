import { expect, test } from "vitest";
import { listFiles } from "./offline-shell.ts";

test("files are sorted by when they are needed, and have a revision where their name has none", () => {
  const file = (path: string, size = 1000) => ({ path, size, hash: "h1" });
  const list = listFiles(
    [
      file("index.html"),
      file("service-worker.js"),
      file("assets/index-BD1ZU1o5.js", 400_000),
      file("assets/agent-page-aaaaaaaa.js"),
      file("assets/kotlin-bbbbbbbb.js"),
      file("assets/o200k_base-cccccccc.js", 2_000_000),
      file("assets/pyodide.asm-dddddddd.wasm", 9_000_000),
      file("assets/78-H-eeeeeeee.bcmap"),
      file("models/use-lite/onnx/model_quantized.onnx", 7_000_000),
      file("ort/ort-wasm-simd.wasm", 9_000_000),
      file("ort/ort-wasm.wasm", 9_000_000),
      file("icons/icon-192.png"),
    ],
    {
      needed: new Set(["assets/index-BD1ZU1o5.js"]),
      whenUsed: new Set(["assets/kotlin-bbbbbbbb.js"]),
    },
  );
  expect(list.shell).toEqual([
    "",
    "assets/index-BD1ZU1o5.js",
    "assets/agent-page-aaaaaaaa.js",
    "icons/icon-192.png",
  ]);
  expect(list.later).toEqual([
    "assets/o200k_base-cccccccc.js",
    "models/use-lite/onnx/model_quantized.onnx",
    "ort/ort-wasm-simd.wasm",
  ]);
  expect(Object.keys(list.revisions)).toHaveLength(11);
  expect(list.revisions).toMatchObject({
    "": "h1",
    "icons/icon-192.png": "h1",
    "assets/kotlin-bbbbbbbb.js": "",
    "assets/pyodide.asm-dddddddd.wasm": "",
  });
});
