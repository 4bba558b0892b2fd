import { describe, expect, it } from "vitest";
import { findFacts, mergeFacts } from "./facts.ts";

const read = (text: string, context = { askedName: false, greeted: false }) =>
  findFacts(text, context).map((fact) => `${fact.action} ${fact.slot.prefix}${fact.value}`);

describe("findFacts", () => {
  it.each([
    ["My name is Ada.", ["set Name: Ada"]],
    ["I’m Ada", ["set Name: Ada"]],
    ["my name isn't Ann, it's Anna", ["set Name: Anna"]],
    ["Everyone calls me Al", ["set Likes to be called: Al"]],
    ["I live in Oslo, Norway now.", ["set Lives in: Oslo, Norway"]],
    ["I just moved from Oslo to Bergen last year", ["set Lives in: Bergen"]],
    ["I live with my sister", ["add Lives with their sister"]],
    ["I'm originally from Malmö", ["set Comes from: Malmö"]],
    ["I work as a baker because I like bread", ["set Works as: a baker"]],
    ["I'm a nurse", ["set Works as: a nurse"]],
    ["I'm a vegetarian", ["add Is a vegetarian"]],
    ["I work for Acme", ["set Works at: Acme"]],
    ["I'm 34 years old.", ["set Age: 34"]],
    ["My birthday is on May 3rd", ["set Birthday: May 3rd"]],
    ["I was born in May 1990", ["set Birthday: May 1990"]],
    ["I was born in Rome", ["add Born in Rome"]],
    ["I really love green tea!", ["add Likes: green tea"]],
    ["I can't stand rain", ["add Dislikes: rain"]],
    ["I'm not a fan of jazz", ["add Dislikes: jazz"]],
    ["I don't like tea anymore", ["remove Likes: tea"]],
    ["I no longer live in Oslo", ["remove Lives in: Oslo"]],
    ["I have a cat named Mo", ["set Has a cat named Mo"]],
    ["My dog's name is Rex", ["set Has a dog named Rex"]],
    ["My favourite colour is blue", ["set Favourite colour: blue"]],
    ["I have two kids", ["add Has two kids"]],
    ["I'm allergic to nuts", ["add Is allergic to nuts"]],
    ["I'd like to learn the cello", ["add Wants to learn the cello"]],
    ["It's Bergen, not Oslo", ["swap Bergen"]],
    ["I'm Ada, I love tea and I hate rain.", ["set Name: Ada", "add Likes: tea", "add Dislikes: rain"]],
    ["I like chess but hate losing", ["add Likes: chess", "add Dislikes: losing"]],
  ])("%s", (text, facts) => expect(read(text)).toEqual(facts));

  it.each([
    "I'm tired",
    "I'm a bit tired",
    "I'm going home",
    "I love you",
    "I like how you answer",
    "I would like a coffee",
    "I have a question",
    "If I lived in Rome I would be happy",
    "She said I like tea",
    "My question is simple",
    "my keys are on the shelf",
    "call me later",
    "",
  ])("keeps nothing of: %s", (text) => expect(read(text)).toEqual([]));

  it("takes a bare name only as an answer", () => {
    expect(read("Ada")).toEqual([]);
    expect(read("Ada.", { askedName: true, greeted: false })).toEqual(["set Name: Ada"]);
    expect(read("it's Ada", { askedName: true, greeted: false })).toEqual(["set Name: Ada"]);
    expect(read("The name of the game", { askedName: true, greeted: false })).toEqual([]);
  });

  it("says facts the way one says them to the person", () => {
    expect(findFacts("I love my garden", { askedName: false, greeted: false })[0]).toMatchObject({
      value: "their garden",
      said: "you like your garden",
    });
  });
});

describe("mergeFacts", () => {
  it("joins lists and lets the last single value count", () => {
    const context = { askedName: false, greeted: false };
    const facts = mergeFacts([
      ...findFacts("I like tea. ", context),
      ...findFacts("I like chess", context),
      ...findFacts("I live in Oslo", context),
      ...findFacts("I live in Bergen", context),
    ]);
    expect(facts.map((fact) => fact.value)).toEqual(["tea, chess", "Bergen"]);
    expect(facts[0]?.said).toBe("you like tea and chess");
  });
});
