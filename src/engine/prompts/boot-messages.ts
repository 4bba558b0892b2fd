/** The thought and the words that stand first in a new agent's conversation. */
export const BOOT_MONOLOGUE =
  "I am awake for the first time. My memory works. I will say hello and see who is here.";
export const BOOT_GREETING = "Hello. I am here, and from now on I will remember.";
