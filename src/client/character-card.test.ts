/** Character cards through the client: as JSON, in a picture, in an archive; as personas and as agents. */
import { strToU8, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { createLocalKit } from "./testing/local-kit.ts";

const DATA = {
  name: "Mirë the Owl",
  description: "{{char}} keeps the tower and greets {{user}}. {{// nobody sees this}}",
  personality: "Dry, kind",
  scenario: "<USER> climbs the stairs.",
  first_mes: "Oh, {{user}}. Mind the third step.",
  mes_example: "<START>\n{{user}}: Hi\n{{char}}: Hm.",
  creator_notes: "SECRET-NOTES",
  system_prompt: "{{original}} Speak like an owl.",
  post_history_instructions: "",
  alternate_greetings: ["You again, {{user}}?"],
  character_book: {
    entries: [
      { keys: ["key", "lock"], content: "The tower key is under the {{char}} statue.", enabled: true },
      { keys: ["never"], content: "Switched off.", enabled: false },
    ],
    extensions: {},
  },
  tags: ["bird"],
  creator: "Someone",
  character_version: "1.1",
  extensions: { depth_prompt: { prompt: "deep", depth: 4 } },
};
const V2 = { spec: "chara_card_v2", spec_version: "2.0", data: DATA };
const V3 = {
  spec: "chara_card_v3",
  spec_version: "3.0",
  data: {
    ...DATA,
    nickname: "Mirë",
    assets: [{ type: "icon", uri: "embeded://a.png", name: "main", ext: "png" }],
  },
};

const base64 = (value: unknown) => {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
};

/** A picture with texts in it; its checksums are not looked at. */
function png(texts: Record<string, string>): Blob {
  const chunk = (type: string, body: string) => {
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, body.length);
    const letters = Uint8Array.from(type + body, (letter) => letter.charCodeAt(0));
    return [length, letters, new Uint8Array(4)];
  };
  return new Blob([
    new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    ...chunk("IHDR", "\0".repeat(13)),
    ...Object.entries(texts).flatMap(([key, text]) => chunk("tEXt", `${key}\0${text}`)),
    ...chunk("IEND", ""),
  ]);
}
const json = (value: unknown) => new Blob([JSON.stringify(value)]);

describe("a character card", () => {
  it.each([
    ["JSON", json(V2), 2],
    ["flat JSON", json({ ...DATA }), 1],
    ["a picture", png({ chara: base64(V2) }), 2],
    ["a picture with both versions", png({ chara: base64(V2), ccv3: base64(V3) }), 3],
    ["an archive", new Blob([zipSync({ "card.json": strToU8(JSON.stringify(V3)) }).slice()]), 3],
  ] as const)("is read from %s", async (_what, file, version) => {
    const { client } = await createLocalKit();
    const read = await client.recogniseFile({ file });
    if (read.kind !== "character-card") throw new Error("a card was expected");
    const { card } = read;
    const char = version === 3 ? "Mirë" : "Mirë the Owl";
    expect(card).toMatchObject({
      version,
      name: "Mirë the Owl",
      creator: "Someone",
      lore: 2,
      tags: ["bird"],
    });
    expect(card.persona).toBe(
      `My name is ${char}.\n\n${char} keeps the tower and greets the user.\n\n` +
        "Personality: Dry, kind\n\nScenario: the user climbs the stairs.",
    );
    expect(card.greetings).toEqual(["Oh, you. Mind the third step.", "You again, you?"]);
    expect(card.notes).toEqual(version === 3 ? [{ code: "assets_left_out", count: 1 }] : []);
  });

  it("becomes an agent that has said a greeting of the person's choice, and finds the lore by its keys", async () => {
    const { client, llm } = await createLocalKit();
    const { agent, notes } = await client.importCharacterCard({
      file: json(V2),
      as: "agent",
      greeting: 1,
      user_name: "Sam",
    });
    if (!agent) throw new Error("an agent was expected");
    expect(notes).toEqual([]);
    expect(agent.name).toBe("Mirë the Owl");
    expect(agent.memory.memory.persona?.value).toContain("greets Sam.");
    expect(agent.memory.memory.human?.value).toContain("Name: Sam");
    expect(agent.metadata_.character_card).toEqual(DATA);
    expect(agent.system).toMatch(/\n\nSpeak like an owl\.$/);
    const said = (await client.getInContextMessages(agent.id)).map((one) => one.tool_calls?.[0]?.function);
    expect(said.filter(Boolean)).toEqual([
      { name: "send_message", arguments: JSON.stringify({ message: "You again, Sam?" }) },
    ]);
    const found = await client.searchArchivalMemory({ agent_id: agent.id, query: "which lock" });
    expect(found[0]?.passage).toMatchObject({
      text: "key, lock: The tower key is under the Mirë the Owl statue.",
      metadata_: { tags: ["key", "lock"], character: "Mirë the Owl" },
    });
    llm.script({ tool: ["send_message", { message: "Hoo." }] });
    await client.userMessage({ agent_id: agent.id, message: "Hello" });
    expect(JSON.stringify(llm.requests)).not.toMatch(/SECRET-NOTES|Switched off|nobody sees/);
  });

  it("becomes a persona of the library, whose limit is raised where the text is long", async () => {
    const { client } = await createLocalKit();
    const long = { ...V2, data: { ...DATA, description: "x".repeat(2300) } };
    const first = await client.importCharacterCard({ file: json(long), as: "persona" });
    const second = await client.importCharacterCard({ file: json(V2), as: "persona" });
    expect(first.persona).toMatchObject({
      name: "Mirë the Owl",
      label: "persona",
      limit: 3000,
      template: true,
    });
    expect(first.persona?.metadata_.character_card).toMatchObject({ extensions: DATA.extensions });
    expect(second.persona?.name).toBe("Mirë the Owl 2");
    expect(first.notes.map(({ code }) => code)).toEqual(["block_limit_raised", "lore_left_out"]);
    expect(await client.listAgents()).toEqual([]);
    expect((await client.listPersonas()).map(({ id }) => id)).toContain(second.persona?.id);
  });

  it.each([
    ["a picture without one", png({ comment: "hello" }), "carries no character"],
    ["a damaged one", png({ chara: "%%%" }), "damaged"],
    ["an archive without one", new Blob([zipSync({ "a.txt": strToU8("a") }).slice()]), "no card.json"],
    ["one without a name", json({ ...V2, data: { ...DATA, name: " " } }), "name"],
    ["other JSON", json({ a: 1 }), "no agent file"],
    ["text", new Blob(["hello"]), "not JSON"],
  ])("is refused: %s", async (_what, file, problem) => {
    const { client } = await createLocalKit();
    await expect(client.recogniseFile({ file })).rejects.toThrow(problem);
  });
});
