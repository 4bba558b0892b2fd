import { describe, expect, it } from "vitest";
import { createStarterTool } from "../testing/call-starter-tool.ts";

const { call } = createStarterTool("summarize_csv");

// The interpreter takes its time to start.
describe("summarize_csv", { timeout: 120_000 }, () => {
  const table = `\ufeffcity;people;area
Oslo;709000;454.1
"Bergen; Norway";289000;n/a
Oslo;1000;0.9

`;

  it("describes each column", async () => {
    expect(await call({ csv_text: table })).toEqual({
      rows: 3,
      columns: {
        city: {
          kind: "text",
          values: 3,
          missing: 0,
          distinct: 2,
          most_common: [
            { value: "Oslo", count: 2 },
            { value: "Bergen; Norway", count: 1 },
          ],
        },
        people: {
          kind: "number",
          values: 3,
          missing: 0,
          distinct: 3,
          min: 1000,
          max: 709000,
          sum: 999000,
          mean: 333000,
          median: 289000,
          quartiles: [145000, 499000],
          deviation: 356044.940984,
        },
        area: {
          kind: "number",
          values: 2,
          missing: 1,
          distinct: 2,
          min: 0.9,
          max: 454.1,
          sum: 455,
          mean: 227.5,
          median: 227.5,
          quartiles: [114.2, 340.8],
          deviation: 320.460793234,
        },
      },
    });
  });

  it("groups rows and takes the columns asked for", async () => {
    expect(await call({ csv_text: table, columns: ["people"], group_by: "city" })).toMatchObject({
      columns: { people: { sum: 999000 } },
      groups: {
        Oslo: { rows: 2, people: { sum: 710000, mean: 355000 } },
        "Bergen; Norway": { rows: 1, people: { sum: 289000, mean: 289000 } },
      },
    });
  });

  it.each([
    ["commas", "a,b\n1,2\n", "auto", ["a", "b"]],
    ["tabs", "a\tb\n1\t2,5\n", "auto", ["a", "b"]],
    ["bars", "a|b\n1|2\n", "pipe", ["a", "b"]],
    ["one column", "a\n1\n2\n", "auto", ["a"]],
    ["quotes over lines", 'a,b\n"1\n2",3\n', "auto", ["a", "b"]],
    ["names that come twice or not at all", "a,,a\n1,2,3\n", "auto", ["a", "column 2", "a (2)"]],
  ])("reads %s", async (_title, csv_text, delimiter, names) => {
    const { columns } = (await call({ csv_text, delimiter })) as { columns: object };
    expect(Object.keys(columns)).toEqual(names);
  });

  it("says what is wrong", async () => {
    expect(await call({ csv_text: " " })).toEqual({
      failure: expect.stringContaining("The table is empty"),
    });
    expect(await call({ csv_text: "a,b\n1,2", columns: ["c"] })).toEqual({
      failure: expect.stringContaining("There is no column 'c'; there is a, b"),
    });
  });
});
