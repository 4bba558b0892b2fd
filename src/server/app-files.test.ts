import { describe, expect, test } from "vitest";
import { AppFiles, type FileList } from "./app-files.ts";

const BASE = "https://site.example/app/";

/** A cache storage in memory, as far as it is used. */
function memoryCaches() {
  const kept = new Map<string, Response>();
  const url = (key: RequestInfo | URL) => (key instanceof Request ? key.url : String(key));
  const cache = {
    match: async (key: RequestInfo | URL) => kept.get(url(key))?.clone(),
    put: async (key: RequestInfo | URL, response: Response) => void kept.set(url(key), response),
    delete: async (key: RequestInfo | URL) => kept.delete(url(key)),
    keys: async () => [...kept.keys()].map((key) => new Request(key)),
  } as unknown as Cache;
  return { kept, caches: { open: async () => cache } };
}

const LIST: FileList = {
  revisions: {
    "": "r1",
    "assets/index-abcdefgh.js": "",
    "assets/big-abcdefgh.js": "",
    "models/a.onnx": "m1",
  },
  shell: ["", "assets/index-abcdefgh.js"],
  later: ["models/a.onnx"],
};

interface Site {
  files: Record<string, string>;
  offline: boolean;
  asked: string[];
}

function setUp(list: FileList = LIST, store = memoryCaches()) {
  const site: Site = {
    files: {
      "": "<p>page</p>",
      "assets/index-abcdefgh.js": "index",
      "assets/big-abcdefgh.js": "big",
      "models/a.onnx": "model",
    },
    offline: false,
    asked: [],
  };
  const files = new AppFiles(list, {
    base: BASE,
    caches: store.caches,
    fetch: async ({ url }) => {
      const path = url.slice(BASE.length);
      site.asked.push(path);
      if (site.offline) throw new TypeError("Failed to fetch");
      const body = site.files[path];
      const response = new Response(body ?? "Not found", { status: body === undefined ? 404 : 200 });
      // As a response of the same origin is; a made one says "default".
      return Object.defineProperty(response, "type", { value: "basic" });
    },
  });
  return { site, files, kept: store.kept, store };
}

const request = (path: string, mode: RequestMode = "cors", method = "GET", headers = {}) =>
  ({ url: BASE + path, mode, method, headers: new Headers(headers) }) as Request;
const read = async (files: AppFiles, path: string) => (await files.answer(new Request(BASE + path))).text();

describe("isOurs", () => {
  const { files } = setUp();
  test.each([
    ["", "navigate", true],
    ["index.html", "navigate", true],
    ["?source=pwa", "navigate", true],
    ["assets/index-abcdefgh.js", "cors", true],
    ["assets/index-abcdefgh.js", "navigate", false],
    ["v1/agents", "cors", false],
    ["v1/agents", "navigate", false],
    ["assets/unknown-abcdefgh.js", "cors", false],
    ["toString", "cors", false],
  ] as const)("%s (%s): %s", (path, mode, ours) => {
    expect(files.isOurs(request(path, mode))).toBe(ours);
  });

  test("neither what is sent nor a part of a file nor another origin", () => {
    expect(files.isOurs(request("", "cors", "POST"))).toBe(false);
    expect(files.isOurs(request("models/a.onnx", "cors", "GET", { range: "bytes=0-1" }))).toBe(false);
    expect(files.isOurs({ ...request(""), url: "https://other.example/app/" } as Request)).toBe(false);
  });
});

describe("keep", () => {
  test("the shell, then the rest, each once; both answer without a network", async () => {
    const { site, files } = setUp();
    expect(await files.keep(false)).toBe(true);
    expect(site.asked).toEqual(["", "assets/index-abcdefgh.js"]);
    expect(await files.keep(true)).toBe(true);
    expect(site.asked).toHaveLength(3);
    site.offline = true;
    expect(await read(files, "")).toBe("<p>page</p>");
    expect(await read(files, "index.html")).toBe("<p>page</p>");
    expect(await read(files, "models/a.onnx")).toBe("model");
    expect(site.asked).toHaveLength(3);
    await expect(read(files, "assets/big-abcdefgh.js")).rejects.toThrow("Failed to fetch");
  });

  test("a file that is not to be had is not kept, and asked for again", async () => {
    const { site, files, kept } = setUp();
    delete site.files["assets/index-abcdefgh.js"];
    expect(await files.keep(false)).toBe(false);
    expect([...kept.keys()]).toEqual([`${BASE}?revision=r1`]);
    // Half a shell: the network is asked for the page, and what is kept is the last resort.
    site.files[""] = "<p>newer page</p>";
    expect(await read(files, "")).toBe("<p>newer page</p>");
    site.offline = true;
    expect(await read(files, "")).toBe("<p>page</p>");
    site.offline = false;
    site.files["assets/index-abcdefgh.js"] = "index";
    expect(await files.keep(false)).toBe(true);
    expect(await read(files, "")).toBe("<p>page</p>");
  });

  test("what is first used is kept from then on; an error is not", async () => {
    const { site, files } = setUp();
    delete site.files["models/a.onnx"];
    expect((await files.answer(new Request(`${BASE}models/a.onnx`))).status).toBe(404);
    expect(await read(files, "assets/big-abcdefgh.js")).toBe("big");
    site.offline = true;
    expect(await read(files, "assets/big-abcdefgh.js")).toBe("big");
    await expect(read(files, "models/a.onnx")).rejects.toThrow();
  });
});

test("a new version keeps the files of the one before, and lets go of older ones", async () => {
  const { files, store } = setUp();
  await files.keep(true);
  await files.dropOld();

  const second: FileList = {
    revisions: { "": "r2", "assets/index-22222222.js": "", "models/a.onnx": "m1" },
    shell: ["", "assets/index-22222222.js"],
    later: ["models/a.onnx"],
  };
  const newer = setUp(second, store);
  newer.site.files = { "": "<p>second</p>", "assets/index-22222222.js": "second" };
  await newer.files.keep(true);
  // Unchanged files are not fetched again.
  expect(newer.site.asked).toEqual(["", "assets/index-22222222.js"]);
  await newer.files.dropOld();
  newer.site.offline = true;
  expect(await read(newer.files, "")).toBe("<p>second</p>");
  expect(store.kept.has(`${BASE}assets/index-abcdefgh.js`)).toBe(true);

  const third = setUp({ revisions: { "": "r3" }, shell: [""], later: [] }, store);
  await third.files.keep(true);
  await third.files.dropOld();
  expect([...store.kept.keys()].sort()).toEqual([
    `${BASE}?engram-previous`,
    `${BASE}?revision=r2`,
    `${BASE}?revision=r3`,
    `${BASE}assets/index-22222222.js`,
    `${BASE}models/a.onnx?revision=m1`,
  ]);
});
