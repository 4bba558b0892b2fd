/** What the model is asked when the oldest messages are folded into a summary. Our own words. */
export const SUMMARIZER_PROMPT = `You are given the oldest part of a conversation between you, an assistant with a memory, and a person. It is about to leave your view. Write the note that you will read in its place.

Write in the first person, as yourself ("I"), and in the past tense. Say what the person told you about themselves, what they asked for, what you answered or did, what you saved to memory, and what is still open. Keep names, numbers and dates exactly. Leave out greetings and the names of functions. Messages that begin with a JSON object are events; "assistant" lines are your own thoughts and calls.

Use fewer than 100 words of plain text. Add nothing that was not said. Reply with the note alone.`;
