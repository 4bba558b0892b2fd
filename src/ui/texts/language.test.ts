import { afterEach, describe, expect, test, vi } from "vitest";
import { language, locale, translatable, translate } from "./language.ts";
import { languageFor } from "./load-language.ts";
import { count, decimal } from "./numbers.ts";

afterEach(() => translate("en", {}));

describe("languageFor", () => {
  test.each([
    ["auto", ["en-GB", "nb"], "en"],
    ["auto", ["nb-NO", "en"], "nb"],
    ["auto", ["no"], "nb"],
    ["auto", ["nn-NO"], "nb"],
    ["auto", ["de", "no-NO", "en"], "nb"],
    ["auto", ["de", "fr"], "en"],
    ["auto", [], "en"],
    ["nb", ["en"], "nb"],
    ["en", ["nb"], "en"],
  ] as const)("%s for %j is %s", (choice, browser, expected) => {
    expect(languageFor(choice, browser)).toBe(expected);
  });
});

describe("translate", () => {
  test("lays the words over those that are registered, and over those that come later", () => {
    const early = translatable("early", { save: "Save", group: { add: "Add", other: "Other" } });
    const { group } = early;
    translate("nb", {
      early: { save: "Lagre", group: { add: "Legg til" } },
      late: { rows: [["a"]], say: () => "ja" },
    });
    const late = translatable("late", { rows: [["x"], ["y"]], say: () => "yes" });
    expect(early.save).toBe("Lagre");
    expect(group).toEqual({ add: "Legg til", other: "Other" });
    expect(late.rows).toEqual([["a"]]);
    expect(late.say()).toBe("ja");
    expect(language()).toBe("nb");
  });

  test("numbers are written as the language writes them", () => {
    expect(count(1234, "memory", "memories")).toBe("1,234 memories");
    translate("nb", {});
    expect(decimal(1.5, 2)).toBe("1,50");
    expect(count(1, "minne", "minner")).toBe("1 minne");
    vi.stubGlobal("navigator", { languages: ["de-CH", "nb-NO"] });
    expect(locale()).toBe("nb-NO");
  });
});
