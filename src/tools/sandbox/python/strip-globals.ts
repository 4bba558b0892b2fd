/** What the worker's globals lose before Pyodide looks around. */
const WITHOUT = [
  // By it Pyodide tells a classic worker, which it refuses though it runs in one.
  "importScripts",
  // Emscripten's sockets are made of it: they are told at once that there is no network, by the policy only later.
  "WebSocket",
];
for (const name of WITHOUT) Object.defineProperty(globalThis, name, { value: undefined });
