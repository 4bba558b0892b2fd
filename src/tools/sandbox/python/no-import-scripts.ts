/** Before Pyodide looks around: by `importScripts` it tells a classic worker, which it refuses though it runs in one. */
Object.defineProperty(globalThis, "importScripts", { value: undefined });
