/** What the demo says when nothing has to be looked up. */

export const ABOUT =
  "I am the demo that comes with Engram: a small script with fixed rules, not a language model, so I understand only simple English sentences. My memory is real, though. I write to it and search it with the same tools that a real model uses here, and it is still there after you reload the page.";

export const HELP = `Here is what you can try:

- **Tell me about yourself:** “My name is Ada.” “I love tea.” “I live in Oslo.” I write it into my core memory.
- **Correct me:** “I moved to Bergen.” “I no longer like tea.”
- **Have me keep something:** “Remember that the spare key is under the blue pot.” That goes into my archival memory.
- **Ask me:** “What do you know about me?” “Where is the spare key?” “Did I mention Bergen?” “What did I say yesterday?”
- **Ask for quiet:** “Don't disturb me for 30 minutes.”
- **Look at the screen:** “Show me markdown.” “Count to 20.” “Write something long.”

For a real conversation, set up a model of your own.`;

export const INTRODUCTION =
  "I am a scripted demo, not a language model, but my memory is real: tell me something about yourself and I will write it down. Ask “what can you do?” to see what I understand.";

export const NOT_UNDERSTOOD =
  "I did not understand that. I am a scripted demo and follow a few fixed rules. I can note facts (“I live in Oslo”), keep things (“remember that …”), and look them up (“what do you know about …?”). Ask “what can you do?” for more.";

export const MEMORY = `I have three kinds of memory.

1. **Core memory** is small and always in my view: a few lines on who I am and who you are. You see it beside the chat, and you can edit it yourself.
2. **Archival memory** has no limit. What you ask me to remember goes there, and I search it by meaning.
3. **Recall memory** is everything we ever said. When older messages leave my view, I can still look them up by words or by date.

It all lies in this browser, on your device.`;

export const MARKDOWN = `This is a sample of **bold**, *italic*, ~~struck~~ text and \`inline code\`, with a [link](https://commonmark.org/help/).

## A list

- tea
  - green
  - black
- [x] water boiled
- [ ] cup warmed

## A table

| Tea | Water | Minutes |
|:----|------:|:-------:|
| Green | 75 °C | 2 |
| Oolong | 90 °C | 3 |
| Black | 98 °C | 4 |

## Code

\`\`\`ts
/** Minutes a tea should steep. */
export function steep(tea: "green" | "oolong" | "black"): number {
  const minutes = { green: 2, oolong: 3, black: 4 };
  return minutes[tea];
}
\`\`\`

> A quiet line at the end.`;

export const LONG = `Here is something long, written beforehand, so that you can watch it stream.

There was once a lighthouse keeper who wrote down everything the sea brought in. On the first day it was a crate of lemons, and she noted the number and the smell. On the second day it was a shoe, and she noted the size. By the end of the first year she had filled nine books, and she could no longer find anything in them.

So she made a small card and pinned it above the stove. On it she wrote only what she needed each day: the hours of the tide, the name of the boy who brought the milk, and the fact that he did not like to be kept waiting. When the card was full, she did not take a larger one. She read it through, took out what had stopped being true, and moved what was merely interesting to the books.

For the books she made an order of her own. She did not sort them by date, since she never remembered dates. She sorted them by what a thing was like. Lemons stood near oranges, but also near yellow paint. The shoe stood near other things that come in pairs and are sad alone. When someone came up the stairs and asked whether the sea had ever brought anything for the feet, she found the shoe at once, although nobody had said the word.

And there was a third thing, which she never thought of as writing. Each evening she and the boy talked for as long as it took to drink a cup of milk, and a patient clerk in the next room took down every word. She hardly ever asked the clerk. But once, years later, the boy, who was no longer a boy, wanted to know what he had said on the evening of the great storm. She knocked on the clerk's door, named the day, and there it was.

The card, the books and the clerk: it was enough for a whole life by the sea. When a new keeper came, she left him the three of them, and the lemons, which had dried by then and still smelled a little of that first day.`;

export const JOKES = [
  "I know exactly two jokes, and this is one: my memory is excellent, my understanding less so.",
  "The other one: a goldfish asked me how I remember everything. I told it, but it had to ask again.",
];

/** Furthest the demo counts: enough to see a long reply stream. */
const COUNT_LIMIT = 200;

/** "1, 2, 3", up to a limit that is said. */
export function countTo(wanted: number): string {
  const last = Math.max(1, Math.min(COUNT_LIMIT, Math.floor(wanted)));
  const numbers = Array.from({ length: last }, (_, index) => index + 1).join(", ");
  return wanted > COUNT_LIMIT ? `${numbers}. I stop at ${COUNT_LIMIT}.` : `${numbers}.`;
}

/** "a", "a and b", "a, b and c". */
export function listed(parts: string[]): string {
  return parts.length < 2 ? (parts[0] ?? "") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
