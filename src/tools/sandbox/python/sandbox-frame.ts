/** The frame around Python: an origin of its own without storage, cookies or network, in which a worker runs. */
import type { PythonPlace } from "./python-place.ts";

/** Starts the worker. It is in the page's policy by its hash, as the frame inherits that policy. */
export const FRAME_SCRIPT =
  'addEventListener("message",({data:{code,start,trouble}})=>{' +
  'const worker=new Worker(URL.createObjectURL(new Blob([code],{type:"text/javascript"})));' +
  'worker.onerror=(event)=>{event.preventDefault();trouble.postMessage(event.message||"no message")};' +
  "worker.postMessage(start,[start.port,start.files.wasm,start.files.standardLibrary])" +
  "},{once:true})";

/** Of the script above; a test compares. */
export const FRAME_SCRIPT_HASH = "sha256-KJTZU6+k6eZ1/Rq5DZVbQ6mZ8MsRQXIu4r5hexuatDA=";

const FRAME_POLICY = [
  "default-src 'none'",
  `script-src 'wasm-unsafe-eval' '${FRAME_SCRIPT_HASH}'`,
  "worker-src blob:",
].join("; ");

const FRAME_DOCUMENT =
  `<!doctype html><meta http-equiv="Content-Security-Policy" content="${FRAME_POLICY}">` +
  `<script>${FRAME_SCRIPT}</script>`;

/** Puts the frame into the page. */
export function openSandboxFrame(): PythonPlace {
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-scripts");
  frame.setAttribute("aria-hidden", "true");
  frame.hidden = true;
  frame.tabIndex = -1;
  frame.srcdoc = FRAME_DOCUMENT;
  const opened = new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
  document.body.append(frame);
  return {
    async start(message) {
      await opened;
      const { port, files } = message.start;
      // An origin of its own has no name to aim at; the frame is ours.
      frame.contentWindow?.postMessage(message, "*", [
        port,
        message.trouble,
        files.wasm,
        files.standardLibrary,
      ]);
    },
    end: () => frame.remove(),
  };
}
