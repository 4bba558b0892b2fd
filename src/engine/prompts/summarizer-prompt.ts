/** What the model is told when it folds the oldest messages. The summary stays under 100 words. */
export const SUMMARIZER_PROMPT = `You are given the oldest part of a conversation between an agent and a person. The part is about to leave the agent's view; your summary takes its place.
Write it in the first person, from the agent's point of view, in fewer than 100 words. The roles are: user (the person, or events of the system), assistant (the agent's thoughts and function calls), tool (what a function returned).
Keep what will still matter: what the person told or asked for, what was decided, promises and open questions, names and dates. Leave out greetings and how functions were called. Write the summary and nothing else.`;
