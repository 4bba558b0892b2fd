import variant from "@jitl/quickjs-wasmfile-release-sync";
import wasmAddress from "@jitl/quickjs-wasmfile-release-sync/wasm?url";
import { expose } from "comlink";
import { createEngineStarter } from "./engine.ts";
import { createJavaScriptService } from "./javascript-service.ts";

const startEngine = createEngineStarter(variant, async () => {
  const response = await fetch(wasmAddress);
  if (!response.ok) throw new Error(`${response.status} for ${wasmAddress}`);
  // Not as a stream: some hosts give the file another type than that needs.
  return WebAssembly.compile(await response.arrayBuffer());
});

expose(createJavaScriptService(startEngine));
