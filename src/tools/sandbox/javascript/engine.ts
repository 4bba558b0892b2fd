import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSSyncVariant,
  type QuickJSWASMModule,
} from "quickjs-emscripten-core";

/** Pages of WebAssembly memory that the engine asks for at its start (16 MB): a lower limit cannot be kept. */
const FIRST_PAGES = 256;
const PAGE_BYTES = 65_536;

/** Starts an engine with a heap of its own, as nothing may pass from one call to the next. */
export type StartEngine = (memoryBytes: number) => Promise<Engine>;

export interface Engine {
  quickjs: QuickJSWASMModule;
  /** True once the heap has grown close to its limit. */
  isFull(): boolean;
}

/**
 * Engines out of one compiled module, which takes some milliseconds each.
 *
 * QuickJS's own limit counts only what is asked for at once under Emscripten; the maximum of the memory itself holds.
 */
export function createEngineStarter(
  variant: QuickJSSyncVariant,
  compile: () => Promise<WebAssembly.Module>,
): StartEngine {
  let compiled: Promise<WebAssembly.Module> | null = null;
  return async (memoryBytes) => {
    compiled ??= compile();
    const wasmModule = await compiled.catch((error: unknown) => {
      compiled = null;
      throw error;
    });
    const maximum = Math.max(FIRST_PAGES, Math.ceil(memoryBytes / PAGE_BYTES));
    const memory = new WebAssembly.Memory({ initial: FIRST_PAGES, maximum });
    const silent = () => {};
    const quickjs = await newQuickJSWASMModuleFromVariant(
      newVariant(variant, {
        wasmModule: () => Promise.resolve(wasmModule),
        wasmMemory: () => Promise.resolve(memory),
        // It prints when it breaks down, which is told as a failure.
        emscriptenModule: { print: silent, printErr: silent } as object,
      }),
    );
    return {
      quickjs,
      // The last step it tries to grow by is a twentieth.
      isFull: () => memory.buffer.byteLength > 0.9 * maximum * PAGE_BYTES,
    };
  };
}
