/**
 * Serves a folder of static files on 127.0.0.1, as any static host would: nothing is rewritten, and a file
 * that is missing is a 404 (an index in its place would be cached as if it were a model or a script).
 *
 *     tsx scripts/serve.ts [--root dist] [--base /some/path/] [--port 4173]
 */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

const MEDIA_TYPES: Record<string, string> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".md": "text/markdown; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".onnx": "application/octet-stream",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json; charset=utf-8",
  ".woff2": "font/woff2",
};

/** Tried in turn when no port is asked for. */
const FIRST_PORT = 4173;
const PORTS_TRIED = 20;

export interface ServeOptions {
  root: string;
  /** The path the files stand under, with a slash at both ends. Default `/`. */
  base?: string;
  /** Fails when it is taken. Absent: the first free one from 4173 on. 0: any. */
  port?: number;
}

export interface RunningServer {
  /** Address of the folder, ending in a slash. */
  url: string;
  port: number;
  close(): Promise<void>;
}

/** The file an address stands for, or null when it is outside of the folder. */
export function filePathOf(root: string, base: string, pathname: string): string | null {
  if (!pathname.startsWith(base)) return null;
  let relative: string;
  try {
    relative = decodeURIComponent(pathname.slice(base.length));
  } catch {
    return null;
  }
  if (relative.includes("\0")) return null;
  const folder = resolve(root);
  const path = normalize(join(folder, relative));
  if (path !== folder && !path.startsWith(folder + sep)) return null;
  return relative === "" || relative.endsWith("/") ? join(path, "index.html") : path;
}

function createStaticServer(root: string, base: string): Server {
  return createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://127.0.0.1");
    const refuse = (status: number, text: string) =>
      response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(`${text}\n`);
    if (request.method !== "GET" && request.method !== "HEAD") return refuse(405, "Only GET and HEAD.");
    if (`${pathname}/` === base) return response.writeHead(308, { location: base }).end();

    const path = filePathOf(root, base, pathname);
    const found = path === null ? null : await stat(path).catch(() => null);
    if (path === null || !found?.isFile()) return refuse(404, "Not found.");
    response.writeHead(200, {
      "content-type": MEDIA_TYPES[extname(path)] ?? "application/octet-stream",
      "content-length": found.size,
      // Built files carry a hash of their content in their name; everything else may change under its name.
      "cache-control": pathname.startsWith(`${base}assets/`)
        ? "public, max-age=31536000, immutable"
        : "no-cache",
      "x-content-type-options": "nosniff",
    });
    if (request.method === "HEAD") return response.end();
    createReadStream(path)
      .on("error", () => response.destroy())
      .pipe(response);
  });
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((done, fail) => {
    server.once("error", fail);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", fail);
      done((server.address() as AddressInfo).port);
    });
  });
}

async function listenNear(server: Server, first: number): Promise<number> {
  for (let port = first; port < first + PORTS_TRIED; port += 1) {
    try {
      return await listen(server, port);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    }
  }
  return listen(server, 0);
}

/** Starts serving; resolves when the server listens. */
export async function serve({ root, base = "/", port }: ServeOptions): Promise<RunningServer> {
  if (!base.startsWith("/") || !base.endsWith("/")) {
    throw new Error(`The base is ${base}; it has to start and end with a slash.`);
  }
  const server = createStaticServer(root, base);
  const bound = port === undefined ? await listenNear(server, FIRST_PORT) : await listen(server, port);
  return {
    url: `http://localhost:${bound}${base}`,
    port: bound,
    close: () =>
      new Promise((done, fail) => {
        server.close((error) => (error ? fail(error) : done()));
        server.closeAllConnections();
      }),
  };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      root: { type: "string", default: "dist" },
      base: { type: "string", default: "/" },
      port: { type: "string", default: process.env.PORT },
    },
  });
  if (!(await stat(join(values.root, "index.html")).catch(() => null))) {
    throw new Error(`There is no ${join(values.root, "index.html")}. Build the app first: npm run build`);
  }
  const port = values.port ? Number(values.port) : undefined;
  const server = await serve({ root: values.root, base: values.base, port });
  console.log(`Engram is ready at ${server.url}`);
  if (port === undefined && server.port !== FIRST_PORT) {
    console.log(
      `Port ${FIRST_PORT} is taken. A browser keeps each address's data apart: agents made at another port are not here.`,
    );
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  main().catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
