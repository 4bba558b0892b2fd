import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { filePathOf, type RunningServer, serve } from "./serve.ts";

describe("filePathOf", () => {
  test.each([
    ["/", "/", "/srv/index.html"],
    ["/", "/assets/a.js", "/srv/assets/a.js"],
    ["/some/path/", "/some/path/", "/srv/index.html"],
    ["/some/path/", "/some/path/a%20b.txt", "/srv/a b.txt"],
    ["/some/path/", "/a.txt", null],
    ["/", "/..%2f..%2fetc/passwd", null],
    ["/", "/..%2fsrv-other/a", null],
    ["/", "/%zz", null],
  ])("base %s, address %s", (base, pathname, expected) => {
    expect(filePathOf("/srv", base, pathname)).toBe(expected);
  });
});

describe("serve", () => {
  let root: string;
  let server: RunningServer | null = null;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "engram-serve-"));
    await mkdir(join(root, "assets"));
    await writeFile(join(root, "index.html"), "<p>index</p>");
    await writeFile(join(root, "assets", "code-1a2b.js"), "export {};");
    await writeFile(join(root, "assets", "code.wasm"), new Uint8Array(4));
  });
  afterEach(async () => {
    await server?.close();
    server = null;
    await rm(root, { recursive: true });
  });

  test("gives files their media type, and the index no cache", async () => {
    server = await serve({ root, port: 0 });
    const index = await fetch(server.url);
    expect(await index.text()).toBe("<p>index</p>");
    expect(index.headers.get("cache-control")).toBe("no-cache");
    const script = await fetch(`${server.url}assets/code-1a2b.js`);
    expect(script.headers.get("content-type")).toContain("text/javascript");
    expect(script.headers.get("cache-control")).toContain("immutable");
    expect((await fetch(`${server.url}assets/code.wasm`)).headers.get("content-type")).toBe(
      "application/wasm",
    );
  });

  test("a missing file is a 404, not the index", async () => {
    server = await serve({ root, port: 0 });
    expect((await fetch(`${server.url}models/none.onnx`)).status).toBe(404);
    expect((await fetch(server.url, { method: "POST" })).status).toBe(405);
  });

  test("serves under a sub-path only", async () => {
    server = await serve({ root, port: 0, base: "/some/path/" });
    expect((await fetch(server.url)).status).toBe(200);
    expect((await fetch(server.url.slice(0, -1))).url).toBe(server.url);
    expect((await fetch(new URL("/", server.url))).status).toBe(404);
  });

  test("without a port asked for, takes another when the first is taken", async () => {
    server = await serve({ root });
    const second = await serve({ root });
    expect(second.port).not.toBe(server.port);
    await second.close();
  });
});
