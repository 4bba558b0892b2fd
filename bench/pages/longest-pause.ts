/**
 * The longest time the page's thread did not come round, in milliseconds, while some work goes on: what a person would
 * feel as a hitch. Longer than any one task by the time between two of our own looks (about 1 ms).
 */
export async function longestPause<T>(work: () => Promise<T>): Promise<{ result: T; pause: number }> {
  const { port1, port2 } = new MessageChannel();
  let last = performance.now();
  let pause = 0;
  let going = true;
  // Messages to oneself come round at once; timers are held to 4 ms.
  port1.onmessage = () => {
    const now = performance.now();
    pause = Math.max(pause, now - last);
    last = now;
    if (going) port2.postMessage(null);
  };
  port2.postMessage(null);
  try {
    const result = await work();
    return { result, pause };
  } finally {
    going = false;
  }
}
