/** What the model reads of a tool's result. */
import type { CallToolResult, ContentBlock } from "@modelcontextprotocol/client";

/** Bytes that a base64 text stands for. */
const byteLength = (base64: string) => Math.floor((base64.replace(/=+$/, "").length * 3) / 4);

function describe(part: ContentBlock): string {
  switch (part.type) {
    case "text":
      return part.text;
    case "image":
    case "audio":
      return `[${part.type}: ${part.mimeType}, ${byteLength(part.data)} bytes, not shown]`;
    case "resource_link":
      return `[resource: ${[part.name, part.uri, part.mimeType, part.description].filter(Boolean).join(", ")}; not fetched]`;
    case "resource": {
      const { resource } = part;
      const title = ["resource:", resource.uri, resource.mimeType].filter(Boolean).join(" ");
      return "text" in resource
        ? `[${title}]\n${resource.text}`
        : `[${title}, ${byteLength(resource.blob)} bytes, not shown]`;
    }
  }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/**
 * The parts as one text. Structured content is added as JSON, unless a part is that JSON already, as servers are told
 * to give it for older clients. Images, sounds and links are described.
 */
export function mcpResultText({
  content,
  structuredContent,
}: Pick<CallToolResult, "content" | "structuredContent">): string {
  const texts = (content ?? []).map(describe);
  if (structuredContent !== undefined) {
    const json = JSON.stringify(structuredContent);
    if (!texts.some((text) => JSON.stringify(parsed(text)) === json)) texts.push(json);
  }
  return texts.filter((text) => text !== "").join("\n") || "None";
}
