import { describe, expect, it } from "vitest";
import { findFacts, mergeFacts } from "./facts.ts";
import { planEdits, planForget } from "./memory-edits.ts";

const plan = (text: string, block: string) =>
  planEdits(mergeFacts(findFacts(text, { askedName: false, greeted: false })), block);

/** Applies edits the way the tools do. */
function apply(edits: ReturnType<typeof planEdits>, block: string): string {
  return edits.reduce((value, edit) => {
    if (edit.kind === "append") return value === "" ? edit.content : `${value}\n${edit.content}`;
    expect(value.split(edit.old_content)).toHaveLength(2);
    return value.replaceAll(edit.old_content, () => edit.new_content);
  }, block);
}

describe("planEdits", () => {
  it("appends what is new in one go", () => {
    expect(plan("I'm Ada, I love tea and I hate rain", "")).toEqual([
      { kind: "append", content: "Name: Ada\nLikes: tea\nDislikes: rain" },
    ]);
  });

  it.each([
    ["My name is Ada", "Name: not known yet", "Name: Ada"],
    ["My name is Anna", "Name: Ann\nSurname: Ann", "Name: Anna\nSurname: Ann"],
    ["I moved to Bergen", "Lives in Oslo\nLikes: tea", "Lives in Bergen\nLikes: tea"],
    ["I like chess", "- Likes: tea", "- Likes: tea, chess"],
    ["I like Tea", "Likes: tea and chess", "Likes: tea and chess"],
    ["I like rain", "Dislikes: rain, noise", "Dislikes: noise\nLikes: rain"],
    ["I hate tea", "Likes: tea", "Likes: not known yet\nDislikes: tea"],
    ["I no longer like tea", "Likes: tea, chess", "Likes: chess\nNo longer likes: tea"],
    ["I no longer live in Oslo", "Lives in: Oslo", "Lives in: not known yet"],
    ["my cat is called Moe", "Has a cat named Mo", "Has a cat named Moe"],
    ["It's Bergen, not Oslo", "Lives in: Oslo", "Lives in: Bergen"],
    ["Call me Al", "Name: not known yet", "Name: Al"],
    ["Call me Al", "Name: Alfred", "Name: Alfred\nLikes to be called: Al"],
    ["My name is $& Co", "Name: Ann", "Name: Ann"],
  ])("%s: %s becomes %s", (text, before, after) => {
    const edits = plan(text, before);
    expect(apply(edits, before)).toBe(after);
    // Once done, nothing is left to do: that is what ends a chain of heartbeats.
    expect(plan(text, after)).toEqual([]);
  });

  it("names a line uniquely where it stands twice", () => {
    const block = "Name: Ann\nx: Name: Ann";
    expect(apply(plan("My name is Eva", block), block)).toBe("Name: Eva\nx: Name: Ann");
  });
});

describe("planForget", () => {
  const forget = (what: string, block: string) => {
    const edit = planForget(what, block);
    return edit && apply([edit], block);
  };
  it("takes out a value, empties a line of the shape, or removes a line", () => {
    expect(forget("that I like tea", "Name: Ada\nLikes: tea, chess")).toBe("Name: Ada\nLikes: chess");
    expect(forget("my name", "Name: Ada\nLikes: tea")).toBe("Name: not known yet\nLikes: tea");
    expect(forget("my birthday", "Name: Ada\nBirthday: 3 May\nAge: 3")).toBe("Name: Ada\nAge: 3");
    expect(forget("my birthday", "Birthday: 3 May")).toBe("");
    expect(forget("my birthday", "Birthday: 3 May\nAge: 3")).toBe("Age: 3");
  });
  it("leaves alone what does not fit", () => {
    expect(forget("the war of the worlds", "Name: Ada\nLikes: tea")).toBeNull();
    expect(forget("my name", "Name: not known yet")).toBeNull();
  });
});
