import { describe, expect, it } from "vitest";
import { createStarterTool } from "../testing/call-starter-tool.ts";

const { call } = createStarterTool("query_json");

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
    expect(await call({ json: JSON.stringify(data), path })).toEqual(expected);
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
    expect(await call({ json: JSON.stringify(data), path })).toEqual({ failure });
  });

  it("says that a text is no JSON", async () => {
    expect(await call({ json: "{a}", path: "a" })).toEqual({
      failure: expect.stringMatching(/^The text is no JSON: /),
    });
  });
});
