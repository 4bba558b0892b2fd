import { Kbd } from "@mantine/core";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { appTexts } from "../texts/app.ts";
import { t } from "../texts.ts";
import { useLive } from "../use-live.ts";
import { ACTIONS, type Action, agentActions, findActions, runAction } from "./actions.ts";
import { useCommands } from "./offers.ts";
import { keysOf } from "./shortcut.ts";
import { useActionContext } from "./shortcut-keys.ts";
import "./command-dialog.css";

function Keys({ shortcut }: { shortcut: string }) {
  return (
    <span className="command-keys">
      {keysOf(shortcut).map((key) => (
        <Kbd key={key}>{key}</Kbd>
      ))}
    </span>
  );
}

/** A field over a list of actions; the arrows choose, Enter does it. */
function Palette({ onChoose }: { onChoose: (action: Action) => void }) {
  const id = useId();
  const [query, setQuery] = useState("");
  const [active, setActive] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const agents = useLive((client) => client.listAgents(), []).value ?? [];
  const context = useActionContext(agents);
  const possible = [
    ...ACTIONS.filter((action) => action.id !== "palette" && (action.when?.(context) ?? true)),
    ...agentActions(agents).reverse(),
  ];
  const found = findActions(possible, query);
  const current = Math.min(active, found.length - 1);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another choice comes into view
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [current, query]);
  const onKey = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && found.length > 0) setActive((current + step + found.length) % found.length);
    else if (event.key === "Home" && event.ctrlKey) setActive(0);
    else if (event.key === "End" && event.ctrlKey) setActive(found.length - 1);
    else if (event.key === "Enter" && !event.nativeEvent.isComposing) {
      const action = found[current];
      if (action) onChoose(action);
    } else return;
    event.preventDefault();
  };
  return (
    <>
      <input
        className="command-field"
        role="combobox"
        aria-expanded
        aria-controls={`${id}-list`}
        aria-activedescendant={found.length > 0 ? `${id}-${current}` : undefined}
        aria-autocomplete="list"
        aria-label={appTexts.commandField}
        placeholder={appTexts.commandField}
        value={query}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => {
          setQuery(event.currentTarget.value);
          setActive(0);
        }}
        onKeyDown={onKey}
      />
      <div
        ref={list}
        id={`${id}-list`}
        className="command-list"
        role="listbox"
        tabIndex={-1}
        aria-label={appTexts.commands}
      >
        {found.map((action, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's
          <div
            key={action.id}
            id={`${id}-${index}`}
            className="command"
            role="option"
            tabIndex={-1}
            aria-selected={index === current}
            onPointerMove={() => setActive(index)}
            onClick={() => onChoose(action)}
          >
            <span className="command-title">{action.title()}</span>
            <span className="command-group">{appTexts.groups[action.group]}</span>
            {action.shortcut && <Keys shortcut={action.shortcut} />}
          </div>
        ))}
      </div>
      <p className={found.length === 0 ? "command-none" : "visually-hidden"} role="status">
        {query === "" ? "" : appTexts.commandsFound(found.length)}
      </p>
    </>
  );
}

/** All shortcuts: those of the actions, and those of the field for a message. */
export function ShortcutList() {
  return (
    <dl className="shortcut-list">
      {ACTIONS.filter((action) => action.shortcut).map((action) => (
        <div key={action.id}>
          <dt>
            <Keys shortcut={action.shortcut ?? ""} />
          </dt>
          <dd>{action.title()}</dd>
        </div>
      ))}
      {appTexts.fieldKeys.map(([keys, what]) => (
        <div key={keys}>
          <dt>
            <span className="command-keys">
              {keys?.split(" + ").map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </span>
          </dt>
          <dd>{what}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The palette, or the list of shortcuts. When it closes, the focus is where it was. */
export default function CommandDialog() {
  const shown = useCommands((state) => state.shown);
  const context = useActionContext();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const box = dialog.current;
    if (!box || shown === null) return;
    if (!box.open) box.showModal();
    return () => box.close();
  }, [shown]);
  const close = () => useCommands.setState({ shown: null });
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself
    <dialog
      ref={dialog}
      className="command-dialog"
      aria-label={shown === "shortcuts" ? appTexts.actions.shortcuts : appTexts.actions.palette}
      onClose={close}
      onClick={(event) => {
        if (event.target === dialog.current) close();
      }}
    >
      {shown === "palette" && (
        <Palette
          onChoose={(action) => {
            // The focus goes back before the action, which may move it.
            dialog.current?.close();
            close();
            void runAction(action, context);
          }}
        />
      )}
      {shown === "shortcuts" && (
        <div className="shortcut-page">
          <h2>{appTexts.actions.shortcuts}</h2>
          <ShortcutList />
          <button type="button" className="command-close" onClick={close}>
            {t.close}
          </button>
        </div>
      )}
    </dialog>
  );
}
