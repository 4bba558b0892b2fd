/** The frame around Python: an origin of its own without storage, cookies or network, in which a worker runs. */

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

/** Puts the frame into the page; resolves when it listens. */
export function openSandboxFrame(): { frame: HTMLIFrameElement; opened: Promise<Window> } {
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-scripts");
  frame.setAttribute("aria-hidden", "true");
  frame.hidden = true;
  frame.tabIndex = -1;
  frame.srcdoc = FRAME_DOCUMENT;
  const opened = new Promise<Window>((resolve) => {
    frame.addEventListener("load", () => frame.contentWindow && resolve(frame.contentWindow), { once: true });
  });
  document.body.append(frame);
  return { frame, opened };
}
