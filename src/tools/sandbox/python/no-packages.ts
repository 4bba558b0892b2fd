import type { Lockfile } from "pyodide";

/** Pyodide wants a list of the packages that it may install, of its own ABI. There are none. */
export const NO_PACKAGES: Lockfile = {
  info: {
    abi_version: "2026_0",
    arch: "wasm32",
    platform: "emscripten_5_0_3",
    version: "314.0.7",
    python: "3.14.2",
  },
  packages: {},
};
