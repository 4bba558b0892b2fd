/** The first thought and the first words in a new agent's context. Both show the model, by example, how to speak. */

/** First thought: plain, and without quotes or brackets, as every monologue should be. */
export const BOOT_MONOLOGUE =
  "I am awake, and my memory is ready. Someone new is here; I will say hello and listen.";

/** First words. They hold for any persona and any model. */
export const BOOT_GREETING = "Hello, I am here. What would you like to talk about?";
