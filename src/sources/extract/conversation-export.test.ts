import { expect, it } from "vitest";
import { exportedConversation } from "./conversation-export.ts";
import { chatGptConversation } from "./testing/sample-exports.ts";

const message = (role: string, parts: unknown[], more: Record<string, unknown> = {}) => ({
  author: { role },
  content: { content_type: "text", parts },
  ...more,
});

it("reads a conversation of which nothing but the messages is left", () => {
  const found = exportedConversation({
    mapping: {
      b: { message: message("assistant", ["Under the mat."], { create_time: 1_700_000_060 }) },
      a: { message: message("user", ["Where is it?"], { create_time: 1_700_000_000 }) },
    },
  });
  expect(found).toMatchObject({
    title: "Conversation of 2023-11-14",
    message_count: 2,
    sections: [
      {
        heading: "2023-11-14",
        text: "2023-11-14 22:13 user: Where is it?\n\n2023-11-14 22:14 assistant: Under the mat.",
      },
    ],
  });
});

it("walks from the youngest leaf where the shown one is not named or not there", () => {
  const mapping = {
    a: { parent: null, message: message("user", ["Question"]) },
    b: { parent: "a", message: message("assistant", ["Old answer"], { create_time: 10 }) },
    c: { parent: "a", message: message("assistant", ["New answer"], { create_time: 20 }) },
  };
  for (const current_node of [undefined, null, "gone"]) {
    const found = exportedConversation({ title: "T", current_node, mapping });
    expect(found?.sections.map((section) => section.text).join()).toContain("New answer");
    expect(found?.sections.map((section) => section.text).join()).not.toContain("Old answer");
  }
});

it("does not walk in a circle", () => {
  const mapping = {
    a: { parent: "b", message: message("user", ["one"]) },
    b: { parent: "a", message: message("assistant", ["two"]) },
  };
  expect(exportedConversation({ current_node: "b", mapping })?.message_count).toBe(2);
});

it("leaves out what was said to tools, hidden, or is a picture, and takes the marks of citations away", () => {
  const chain = [
    message("system", ["Be good."]),
    message("user", [{ content_type: "image_asset_pointer" }, "What is this?"]),
    message("assistant", ['search("lake")'], { recipient: "browser" }),
    message("tool", ["results"]),
    message("assistant", ["A lake\ue200cite\ue202turn0search1\ue201 in May."], { recipient: "all" }),
    message("user", ["secret"], { metadata: { is_visually_hidden_from_conversation: true } }),
  ];
  const mapping = Object.fromEntries(
    chain.map((entry, index) => [`${index}`, { parent: index ? `${index - 1}` : null, message: entry }]),
  );
  expect(exportedConversation({ current_node: "5", mapping })?.sections).toEqual([
    { text: "user: What is this?\n\nassistant: A lake in May." },
  ]);
});

it("reads what Claude wrote, with what was attached", () => {
  const found = exportedConversation({
    uuid: "u",
    name: "Letter",
    created_at: "2024-05-03T10:00:00Z",
    chat_messages: [
      {
        sender: "human",
        text: "Look at this",
        attachments: [{ file_name: "letter.txt", extracted_content: "Dear Ada" }],
        created_at: "2024-05-03T10:00:00Z",
      },
      { sender: "assistant", text: "", content: [{ type: "tool_use" }, { type: "text", text: "Nice." }] },
      null,
    ],
  });
  expect(found).toMatchObject({ from: "claude", title: "Letter", message_count: 2 });
  expect(found?.sections[0]?.text).toBe(
    "2024-05-03 10:00 user: Look at this\n\n[letter.txt]\nDear Ada\n\nassistant: Nice.",
  );
});

it("reads a project of Claude, and takes nothing else for a conversation", () => {
  const project = {
    name: "House",
    prompt_template: "Be brief.",
    docs: [{ filename: "plan.md", content: "Two rooms" }],
  };
  expect(exportedConversation(project)?.sections).toEqual([
    { heading: "Instructions", text: "Be brief." },
    { heading: "plan.md", text: "Two rooms" },
  ]);
  for (const value of [null, 1, "x", [], {}, { mapping: 3 }, { chat_messages: "no" }, { docs: 1 }])
    expect(exportedConversation(value)).toBeNull();
  expect(exportedConversation(chatGptConversation("Empty", []))?.message_count).toBe(0);
});
