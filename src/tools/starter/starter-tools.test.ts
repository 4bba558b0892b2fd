import { describe, expect, it } from "vitest";
import { toolLimitsSchema } from "../../schemas/index.ts";
import { checkArguments } from "../arguments.ts";
import { createInProcessSandbox } from "../sandbox/testing/in-process-sandbox.ts";
import type { ToolFetchRequest, ToolFetchResponse, ToolHost, ToolSandbox } from "../sandbox/tool-sandbox.ts";
import { readToolSource } from "../schema/read-tool-source.ts";
import { STARTER_TOOLS } from "./starter-tools.ts";

const noHost: ToolHost = {
  fetch: async () => {
    throw new Error("no network here");
  },
  callAgent: async () => {
    throw new Error("no agent here");
  },
};

/** Runs a starter tool as an agent would: arguments held against its schema, code in the sandbox. */
async function call(
  name: string,
  args: Record<string, unknown>,
  host: ToolHost = noHost,
  sandbox: ToolSandbox = createInProcessSandbox(),
) {
  const tool = STARTER_TOOLS.find((each) => each.name === name);
  if (!tool) throw new Error(`no starter tool ${name}`);
  const source_code = await tool.load();
  const reading = await readToolSource({ language: tool.language, source_code, name });
  if (!reading.json_schema) throw new Error(JSON.stringify(reading.problems));
  const outcome = await sandbox.run({
    program: { language: tool.language, source_code, name },
    args: checkArguments(reading.json_schema, args),
    limits: toolLimitsSchema.parse({}),
    host,
  });
  return outcome.failure ? { failure: outcome.failure.message } : outcome.value;
}

describe("starter tools", () => {
  it.each(STARTER_TOOLS.map((tool) => [tool.name, tool] as const))(
    "%s says what it is",
    async (name, tool) => {
      const source_code = await tool.load();
      const reading = await readToolSource({ language: tool.language, source_code });
      expect(reading.problems).toEqual([]);
      expect(reading).toMatchObject({ name, json_schema: { name } });
      expect(reading.json_schema?.description).not.toBe("");
      expect(tool.needs_hosts).toBe(source_code.includes("fetch("));
    },
  );
});

describe("calculate", () => {
  it.each([
    ["0.1 + 0.2", "0.3"],
    ["1 - 0.9", "0.1"],
    ["2 + 3 * 4 - -1", "15"],
    ["(2 + 3) * 4", "20"],
    ["-2^2", "-4"],
    ["2^3^2", "512"],
    ["2^-2", "0.25"],
    ["2^100", "1267650600228229401496703205376"],
    ["25!", "15511210043330985984000000"],
    ["10 % 3", "1"],
    ["mod(-7, 3)", "2"],
    ["200 * 15%", "30"],
    ["50% - 10%", "0.4"],
    ["2(3 + 4)", "14"],
    ["1.5e3 + 1e-3", "1500.001"],
    ["sqrt(2.25)", "1.5"],
    ["8^(1/3)", "2"],
    ["cbrt(-27)", "-3"],
    ["(-8)^(2/3)", "4"],
    ["round(2.345, 2)", "2.35"],
    ["round(-2.5)", "-3"],
    ["round(1234, -2)", "1200"],
    ["floor(-1.5) + ceil(-1.5)", "-3"],
    ["min(3, 1/3*3, 2) + max(1, 2)", "3"],
    ["mean(1, 2, 4.5)", "2.5"],
    ["gcd(48, 36) * lcm(4, 6)", "144"],
    ["log(1000) + log(8, 2)", "6"],
    ["log(1/1000)", "-3"],
    ["6 ÷ 4 × 2 − 1", "2"],
    ["1/3 + 1/6", "0.5"],
  ])("%s is %s, exactly", async (expression, result) => {
    expect(await call("calculate", { expression })).toEqual({ result, rounded: false });
  });

  it.each([
    ["1/3", 20, { result: "0.33333333333333333333", fraction: "1/3", rounded: true }],
    ["-2/3", 5, { result: "-0.66667", fraction: "-2/3", rounded: true }],
    ["sqrt(2)", 50, { result: "1.4142135623730950488016887242096980785696718753769", rounded: true }],
    ["pi", 50, { result: "3.1415926535897932384626433832795028841971693993751", rounded: true }],
    ["e", 50, { result: "2.7182818284590452353602874713526624977572470937", rounded: true }],
    ["ln(2)", 40, { result: "0.6931471805599453094172321214581765680755", rounded: true }],
    ["ln(10)", 40, { result: "2.302585092994045684017991454684364207601", rounded: true }],
    ["exp(-50)", 20, { result: "1.9287498479639177830e-22".replace("0e", "e"), rounded: true }],
    ["exp(1000)", 10, { result: "1.970071114e434", rounded: true }],
    ["2^0.5", 20, { result: "1.4142135623730950488", rounded: true }],
    ["10^0.3", 20, { result: "1.9952623149688796014", rounded: true }],
    ["sin(1)", 40, { result: "0.8414709848078965066525023216302989996226", rounded: true }],
    ["cos(1)", 40, { result: "0.5403023058681397174009366074429766037323", rounded: true }],
    ["tan(1)", 20, { result: "1.5574077246549022305", rounded: true }],
    ["sin(1e6)", 20, { result: "-0.34999350217129295212", rounded: true }],
    ["sin(30 deg)", 20, { result: "0.5", rounded: true }],
    ["sin(pi)", 20, { result: "0", rounded: true }],
    ["cos(pi)", 20, { result: "-1", rounded: true }],
    ["sqrt(2)^2 - 2", 20, { result: "0", rounded: true }],
    ["4 * atan(1) - pi", 20, { result: "0", rounded: true }],
    ["asin(0.5) * 6 / pi", 20, { result: "1", rounded: true }],
    ["acos(-1)", 20, { result: "3.1415926535897932385", rounded: true }],
    ["1e-30/3", 5, { result: "3.3333e-31", rounded: true, fraction: `1/3${"0".repeat(30)}` }],
    ["9.99999/3*3 + 1e-9/7", 5, { result: "10", rounded: true, fraction: expect.any(String) }],
  ])("%s to %i digits", async (expression, digits, value) => {
    expect(await call("calculate", { expression, digits })).toEqual(value);
  });

  it("agrees with the engine's own functions", async () => {
    for (const [name, x] of [
      ["ln", 1.0001],
      ["ln", 12345.678],
      ["exp", 3.7],
      ["sin", -7.2],
      ["cos", 100.5],
      ["tan", 2.2],
      ["atan", -3.3],
      ["asin", 0.99],
      ["acos", -0.3],
      ["sqrt", 0.0007],
    ] as const) {
      const own = {
        ln: Math.log,
        exp: Math.exp,
        sin: Math.sin,
        cos: Math.cos,
        tan: Math.tan,
        atan: Math.atan,
        asin: Math.asin,
        acos: Math.acos,
        sqrt: Math.sqrt,
      }[name];
      const { result } = (await call("calculate", { expression: `${name}(${x})` })) as { result: string };
      expect(Number(result) / own(x), `${name}(${x})`).toBeCloseTo(1, 13);
    }
  });

  it.each([
    ["1/0", "Division by zero"],
    ["1 +", "It ends where a number is expected, at character 4 of 1 +"],
    ["(1", '")" is missing, at character 3 of (1'],
    ["2 $ 3", '"$" is not expected, at character 3 of 2 $ 3'],
    ["foo(1)", "There is no function foo"],
    ["constructor(1)", "There is no function constructor"],
    ["bar", "There is no number called bar, at character 4 of bar"],
    ["sqrt(-1)", "There is no real root of a negative number"],
    ["ln(0)", "ln takes numbers above 0"],
    ["2.5!", "! takes a whole number from 0"],
    ["9^9^9", "This power is too long to write out"],
    ["sqrt(1, 2)", "sqrt takes 1 numbers"],
    ["(".repeat(200), expect.stringContaining("nested too deep")],
  ])("%s fails: %s", async (expression, failure) => {
    expect(await call("calculate", { expression })).toEqual({ failure });
  });
});

describe("date_and_time", () => {
  const at = (value: unknown) => (value as { date_time?: string }).date_time ?? value;

  it("tells now in a zone", async () => {
    const before = Math.floor(Date.now() / 1000);
    const now = (await call("date_and_time", { action: "now", zone: "+05:30" })) as {
      unix_seconds: number;
      date_time: string;
    };
    expect(now.unix_seconds).toBeGreaterThanOrEqual(before);
    expect(Math.floor(Date.parse(now.date_time) / 1000)).toBe(now.unix_seconds);
    expect(now.date_time).toMatch(/\+05:30$/);
  });

  it("tells all of a date", async () => {
    expect(
      await call("date_and_time", { action: "convert", date: "2026-01-01T00:30:00Z", zone: "Europe/Oslo" }),
    ).toEqual({
      date_time: "2026-01-01T01:30:00+01:00",
      date: "2026-01-01",
      time: "01:30:00",
      weekday: "Thursday",
      week: 1,
      day_of_year: 1,
      zone: "Europe/Oslo",
      unix_seconds: 1767227400,
    });
  });

  it.each([
    ["2026-07-01T12:00Z", "new york", "2026-07-01T08:00:00-04:00"],
    ["2026-07-01T12:00", "Asia/Tokyo", "2026-07-01T12:00:00+09:00"],
    ["2026-07-01T12:00+02:00", "UTC-3", "2026-07-01T07:00:00-03:00"],
    ["2026-01-15", "Sydney", "2026-01-15T00:00:00+11:00"],
    ["2026-03-29T02:30", "Europe/Oslo", "2026-03-29T03:30:00+02:00"],
    ["2026-10-25T01:30Z", "Europe/Oslo", "2026-10-25T02:30:00+01:00"],
  ])("%s in %s is %s", async (date, zone, expected) => {
    expect(at(await call("date_and_time", { action: "convert", date, zone }))).toBe(expected);
  });

  it("has the offsets of the time zone database", async () => {
    const source = (await STARTER_TOOLS.find(({ name }) => name === "date_and_time")?.load()) ?? "";
    const names = [...source.matchAll(/"((?:[A-Z][\w/]+ ?)+)"/g)]
      .flatMap((match) => (match[1] ?? "").split(" "))
      .filter((name) => name.includes("/"));
    expect(names.length).toBeGreaterThan(120);
    const moments = [2025, 2026, 2027].flatMap((year) =>
      Array.from(
        { length: 24 },
        (_, half) => new Date(Date.UTC(year, half / 2, half % 2 === 0 ? 1 : 16, 12)),
      ),
    );
    // All in one program: a fresh engine for each would take minutes.
    const program = `${source}\n/** Tells offsets. */\nexport function offsets_of({ names, moments }: { names: string[]; moments: number[] }) {
      return names.map((name) => { const zone = findZone(name); return moments.map((moment) => zone(moment)); });
    }`;
    const outcome = await createInProcessSandbox().run({
      program: { language: "typescript", source_code: program, name: "offsets_of" },
      args: { names, moments: moments.map(Number) },
      limits: toolLimitsSchema.parse({ time_ms: 60_000 }),
      host: noHost,
    });
    expect(outcome.failure).toBeNull();
    const offsets = outcome.value as number[][];
    names.forEach((name, index) => {
      const format = new Intl.DateTimeFormat("en", { timeZone: name, timeZoneName: "longOffset" });
      const expected = moments.map((moment) => {
        const text = format.formatToParts(moment).find(({ type }) => type === "timeZoneName")?.value ?? "";
        const [, sign, hours, minutes] = /GMT(?:([+-])(\d{2}):(\d{2}))?/.exec(text) ?? [];
        return sign ? (Number(hours) * 60 + Number(minutes)) * (sign === "-" ? -1 : 1) : 0;
      });
      expect(offsets[index], name).toEqual(expected);
    });
  });

  it.each([
    ["2026-01-31", 1, "months", "UTC", "2026-02-28T00:00:00+00:00"],
    ["2024-02-29", 1, "years", "UTC", "2025-02-28T00:00:00+00:00"],
    ["2026-11-27", 1, "workdays", "UTC", "2026-11-30T00:00:00+00:00"],
    ["2026-11-24", -2, "weeks", "UTC", "2026-11-10T00:00:00+00:00"],
    ["2026-03-28T12:00", 1, "days", "Europe/Oslo", "2026-03-29T12:00:00+02:00"],
    ["2026-03-28T12:00", 24, "hours", "Europe/Oslo", "2026-03-29T13:00:00+02:00"],
    ["2026-03-15", -3, "months", "UTC", "2025-12-15T00:00:00+00:00"],
    ["2026-12-31T23:59:59", 1, "seconds", "UTC", "2027-01-01T00:00:00+00:00"],
  ])("%s and %i %s in %s is %s", async (date, amount, unit, zone, expected) => {
    expect(at(await call("date_and_time", { action: "add", date, amount, unit, zone }))).toBe(expected);
  });

  it.each([
    [
      "2026-01-15",
      "2026-03-20",
      { in_words: "2 months, 5 days", calendar_days: 64, workdays: 46, hours: 1536, seconds: 5529600 },
    ],
    [
      "2026-03-20",
      "2026-03-19",
      { in_words: "1 day back", calendar_days: -1, workdays: -1, hours: -24, seconds: -86400 },
    ],
    [
      "2024-02-29T10:00Z",
      "2026-02-28T09:30Z",
      {
        in_words: "1 year, 11 months, 29 days, 23 hours, 30 minutes",
        calendar_days: 730,
        workdays: 521,
        hours: 17519.5,
        seconds: 63070200,
      },
    ],
    [
      "2026-01-01",
      "2026-01-01",
      { in_words: "no time", calendar_days: 0, workdays: 0, hours: 0, seconds: 0 },
    ],
  ])("from %s to %s", async (date, until, expected) => {
    const found = (await call("date_and_time", { action: "difference", date, until })) as Record<
      string,
      number
    >;
    // No minus before zero: JSON has none.
    expect(found).toEqual(expected);
  });

  it.each([
    [
      { action: "now", zone: "Atlantis" },
      "The time zone Atlantis is not known here: give its offset, as +05:30",
    ],
    [
      { action: "convert", date: "tomorrow" },
      "tomorrow is no date: write it as 2026-11-24 or 2026-11-24T09:30",
    ],
    [{ action: "convert", date: "2026-02-30" }, "There is no 2026-02-30 in the calendar"],
  ])("%j fails", async (args, failure) => {
    expect(await call("date_and_time", args)).toEqual({ failure });
  });
});

describe("read_web_page", () => {
  const page = (body: string, type = "text/html; charset=utf-8", status = 200) => {
    const asked: ToolFetchRequest[] = [];
    const host: ToolHost = {
      ...noHost,
      fetch: async (request): Promise<ToolFetchResponse> => {
        asked.push(request);
        return { url: request.url, status, headers: { "content-type": type }, body };
      },
    };
    return { host, asked };
  };
  const read = async (body: string, args: Record<string, unknown> = {}, type?: string, status?: number) =>
    call("read_web_page", { url: "https://example.com/a/b", ...args }, page(body, type, status).host);

  it("gives title and text without what is around it", async () => {
    const html = `<!doctype html><html><head><title>A &amp; B</title><style>p{}</style></head><body>
      <nav><a href="/">Home</a></nav>
      <h1>Heading</h1><p>First   <b>bold</b>, then <a href="/x?a=1&amp;b=2">a link</a>.</p>
      <!-- <p>not this</p> --><script>if (1 < 2) document.write("<p>nor this</p>")</script>
      <ul><li>One<li>Two &eacute;&#8212;&#x1F600;</ul>
      <table><tr><th>A<th>B</tr><tr><td>1</td><td>2</td></tr></table>
      <pre>  kept
    as it is</pre><img alt="a cat" src="c.png"><br>x &lt; y
      <footer>Imprint</footer></body></html>`;
    expect(await read(html)).toEqual({
      url: "https://example.com/a/b",
      title: "A & B",
      text: "# Heading\n\nFirst bold, then a link.\n\n- One\n- Two é—😀\n\nA | B\n1 | 2\n\n  kept\n    as it is\n\n[image: a cat]\nx < y",
      length: expect.any(Number),
      next_character: null,
    });
  });

  it("gives the addresses of links where asked", async () => {
    expect(
      await read('<p>See <a href="../c?a=1&amp;b=2">there</a> or <a href="#here">here</a>.</p>', {
        with_links: true,
      }),
    ).toMatchObject({
      text: "See there (https://example.com/c?a=1&b=2) or here.",
    });
  });

  it("prefers what the page calls its content", async () => {
    const story = "A long story. ".repeat(30).trim();
    expect(await read(`<div>Buy now</div><main><p>${story}</p></main><div>Imprint</div>`)).toMatchObject({
      text: story,
    });
  });

  it("goes on where it ended", async () => {
    const body = `<p>${"a".repeat(150)}${"b".repeat(50)}</p>`;
    expect(await read(body, { max_characters: 150 })).toMatchObject({
      text: "a".repeat(150),
      length: 200,
      next_character: 150,
    });
    expect(await read(body, { max_characters: 150, from_character: 150 })).toMatchObject({
      text: "b".repeat(50),
      next_character: null,
    });
  });

  it("gives other texts as they are", async () => {
    expect(await read('{"a": "<b>"}', {}, "application/json")).toMatchObject({
      title: "",
      text: '{"a": "<b>"}',
    });
  });

  it.each([
    ["an unfinished tag", '<p>a</p><p title="x', "a"],
    ["signs that are no tags", "<p>1 < 2 && 3 > 2 <3</p>", "1 < 2 && 3 > 2 <3"],
    ["an unfinished comment", "<p>a</p><!-- b", "a"],
    ["an unfinished script", "<p>a</p><script>b", "a"],
    ["a closing tag too many", "</div></p>a</b>", "a"],
    ["a page that is one form", "<form><p>a</p></form>", "a"],
  ])("reads %s", async (_title, html, text) => {
    expect(await read(html)).toMatchObject({ text });
  });

  it("says what stands in its way", async () => {
    expect(await read("gone", {}, "text/html", 404)).toEqual({
      failure: "https://example.com/a/b answered with status 404",
    });
    expect(await read("%PDF", {}, "application/pdf")).toEqual({
      failure: "https://example.com/a/b is no text but application/pdf",
    });
    expect(await call("read_web_page", { url: "https://example.com" })).toEqual({
      failure: "no network here",
    });
  });
});

describe("query_json", () => {
  const data = {
    users: [
      { name: "Ann", age: 31, tags: ["a", "b"], home: { city: "Oslo" } },
      { name: "Bob", age: 17, tags: [], home: null },
      { name: "Cy", age: 45, tags: ["b"], home: { city: "Bergen" }, "last seen": "2026" },
    ],
    total: 3,
    "odd.key": { '"': 1 },
  };
  it.each([
    ["", data],
    ["total", 3],
    ["$.total", 3],
    ["users[0].name", "Ann"],
    ["$['users'][-1][\"last seen\"]", "2026"],
    ['["odd.key"]["\\""]', 1],
    ["users[*].name", ["Ann", "Bob", "Cy"]],
    ["users[1:].age", [17, 45]],
    ["users[:-1].age", [31, 17]],
    ["users[*].tags[*]", ["a", "b", "b"]],
    ["users[*].home.city", ["Oslo", "Bergen"]],
    ["..city", ["Oslo", "Bergen"]],
    ["users..tags[0]", ["a", "b"]],
    ["users[?age >= 18].name", ["Ann", "Cy"]],
    ['users[?age >= 18 && home.city == "Oslo"].name', ["Ann"]],
    ["users[?age < 18 || home.city == 'Bergen'].name", ["Bob", "Cy"]],
    ["users[?!home].name", ["Bob"]],
    ["users[?home == null].name", ["Bob"]],
    ["users[?!(age > 20 && age < 40)].name", ["Bob", "Cy"]],
    ['users[?name =~ "^a"].age', [31]],
    ["users[0].tags[?@ != 'a']", ["b"]],
    ["users[?tags[0] == 'b'].name", ["Cy"]],
    ["users[*].age | sum", 93],
    ["users[*].age | mean", 31],
    ["users[*].age | max", 45],
    ["users[*].name | sort | reverse | first", "Cy"],
    ["users[*].tags | flatten | unique", ["a", "b"]],
    ["users | length", 3],
    ["users[0] | keys", ["name", "age", "tags", "home"]],
    ["users[0].home.*", ["Oslo"]],
    ["users[?age > 100]", []],
    ["users[?age > 100] | max", null],
  ])("%s", async (path, expected) => {
    expect(await call("query_json", { json: JSON.stringify(data), path })).toEqual(expected);
  });

  it.each([
    ["user", 'There is no "user"; there is users, total, odd.key'],
    ["users[9]", "There is no [9]; the list has 3 items"],
    ["total.x", '"x" is asked of a number'],
    ["users[", "a number, a name in quotes, * or ? is expected, at character 7 of the path users["],
    ["users[0", '"]" is missing, at character 8 of the path users[0'],
    ["users ]", '" " is not expected, at character 6 of the path users ]'],
    ["users | shuffle", 'There is no "| shuffle"'],
    ["users[*].name | sum", "sum is asked of a string"],
    ["__proto__", 'There is no "__proto__"; there is users, total, odd.key'],
  ])("%s fails: %s", async (path, failure) => {
    expect(await call("query_json", { json: JSON.stringify(data), path })).toEqual({ failure });
  });

  it("says that a text is no JSON", async () => {
    expect(await call("query_json", { json: "{a}", path: "a" })).toEqual({
      failure: expect.stringMatching(/^The text is no JSON: /),
    });
  });
});

describe("draw_random", () => {
  it("draws numbers within their bounds, all of them", async () => {
    const drawn = (await call("draw_random", { what: "number", min: -1, max: 1, count: 300 })) as number[];
    expect(drawn).toHaveLength(300);
    expect([...new Set(drawn)].sort((a, b) => a - b)).toEqual([-1, 0, 1]);
    const once = (await call("draw_random", {
      what: "number",
      min: 1,
      max: 10,
      count: 10,
      repeat: false,
    })) as number[];
    expect([...once].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const one = await call("draw_random", { what: "number", min: 5, max: 5 });
    expect(one).toBe(5);
  });

  it("is fair", async () => {
    const drawn = (await call("draw_random", { what: "number", min: 0, max: 3, count: 1000 })) as number[];
    const counts = [0, 1, 2, 3].map((n) => drawn.filter((each) => each === n).length);
    // Six deviations from 250: met once in some hundred million runs.
    for (const count of counts) expect(Math.abs(count - 250)).toBeLessThan(83);
  });

  it("rolls dice", async () => {
    const rolled = (await call("draw_random", { what: "dice", dice: "4d6k3+2" })) as {
      rolls: number[];
      kept: number[];
      total: number;
    };
    expect(rolled.rolls).toHaveLength(4);
    expect(rolled.rolls.every((each) => each >= 1 && each <= 6)).toBe(true);
    expect(rolled.kept).toEqual([...rolled.rolls].sort((a, b) => b - a).slice(0, 3));
    expect(rolled.total).toBe(rolled.kept.reduce((a, b) => a + b, 2));
  });

  it("picks and shuffles", async () => {
    const items = ["a", "b", "c", "d"];
    expect(items).toContain(await call("draw_random", { what: "pick", items }));
    const mixed = (await call("draw_random", { what: "shuffle", items })) as string[];
    expect([...mixed].sort()).toEqual(items);
    const two = (await call("draw_random", { what: "pick", items, count: 2, repeat: false })) as string[];
    expect(new Set(two).size).toBe(2);
    expect(["heads", "tails"]).toContain(await call("draw_random", { what: "coin" }));
  });

  it.each([
    [{ what: "number", min: 2, max: 1 }, "min and max must be whole numbers, min not above max"],
    [{ what: "pick" }, "pick needs items"],
    [
      { what: "pick", items: ["a"], count: 2, repeat: false },
      "2 of 1 items cannot be picked without repeating",
    ],
    [{ what: "number", max: 3, count: 4, repeat: false }, "There are only 3 numbers from 1 to 3"],
    [{ what: "dice", dice: "six" }, "six are no dice: write them as 2d6, 1d20+3 or 4d6k3"],
    [{ what: "coin", count: 0 }, "count must be a whole number from 1 to 1000"],
  ])("%j fails", async (args, failure) => {
    expect(await call("draw_random", args)).toEqual({ failure });
  });
});

describe("convert_units", () => {
  it.each([
    ["1", "mile", "km", "1.609344", true],
    ["26.2", "miles", "kilometres", "42.1648128", true],
    ["5", "ft", "inches", "60", true],
    ["1", "nmi", "m", "1852", true],
    ["1", "light year", "km", "9460730472580.8", true],
    ["1", "kg", "lb", "2.20462262184878", false],
    ["12", "stone", "kg", "76.20351816", true],
    ["1", "t", "kg", "1000", true],
    ["1 1/2", "oz", "g", "42.5242846875", true],
    ["100", "°C", "°F", "212", true],
    ["-40", "fahrenheit", "celsius", "-40", true],
    ["0", "K", "C", "-273.15", true],
    ["98.6", "deg F", "deg C", "37", true],
    ["1", "gal", "L", "3.785411784", true],
    ["1", "pt", "ml", "473.176473", true],
    ["3", "tsp", "tbsp", "1", true],
    ["1", "m3", "litres", "1000", true],
    ["100", "km/h", "mph", "62.1371192237334", false],
    ["36", "km/h", "m/s", "10", true],
    ["1", "acre", "m²", "4046.8564224", true],
    ["1", "km^2", "hectares", "100", true],
    ["1", "GiB", "MB", "1073.741824", true],
    ["100", "Mbps", "MB/s", "12.5", true],
    ["1", "kB", "bits", "8000", true],
    ["8", "Mb", "MB", "1", true],
    ["1", "kWh", "MJ", "3.6", true],
    ["100", "kcal", "kJ", "418.4", true],
    ["1", "PS", "W", "735.49875", true],
    ["1", "atm", "hPa", "1013.25", true],
    ["32", "psi", "bar", "2.20632233307834", false],
    ["760", "torr", "kPa", "101.325", true],
    ["1", "week", "hours", "168", true],
    ["30", "mpg", "L/100km", "7.84048611111111", false],
    ["5", "L/100km", "km/l", "20", true],
    ["180", "deg", "rad", "3.14159265358979", false],
    ["90", "degrees", "gon", "100", true],
    ["1/3", "yd", "ft", "1", true],
    ["6.02e23", "nm", "km", "602000000000", true],
    ["1e-30", "m", "light years", "1.05700083402462e-46", false],
  ])("%s %s in %s is %s", async (value, from, to, result, exact) => {
    expect(await call("convert_units", { value, from, to })).toMatchObject({ result, exact });
  });

  it("takes a value that the model gives as a number", async () => {
    expect(await call("convert_units", { value: 2.5, from: "km", to: "m" })).toEqual({
      result: "2500",
      exact: true,
      kind: "a length",
    });
  });

  it.each([
    ["1", "km", "kg", "km is a length, kg is a mass: one cannot become the other"],
    ["1", "smoot", "m", "The unit smoot is not known here"],
    ["many", "km", "m", "many is no number"],
    ["1", "KPA", "bar", expect.stringMatching(/unit KPA|^KPA can be/)],
    ["0", "mpg", "L/100km", "This value has no counterpart: it would be a division by zero"],
    ["1", "constructor", "m", "The unit constructor is not known here"],
  ])("%s %s in %s fails", async (value, from, to, failure) => {
    expect(await call("convert_units", { value, from, to })).toEqual({ failure });
  });
});
