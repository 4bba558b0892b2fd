/** A map of the memories: those alike in meaning lie near each other. */
import {
  ActionIcon,
  Button,
  Checkbox,
  Progress,
  SegmentedControl,
  useComputedColorScheme,
} from "@mantine/core";
import { IconFocusCentered, IconMarquee2, IconMinus, IconPlus } from "@tabler/icons-react";
import { type PointerEvent, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { ArchivalFilter, Projection } from "../../../client/index.ts";
import { type ErrorRecord, memoryOriginSchema, type Passage } from "../../../schemas/index.ts";
import { useClient } from "../../client-context.tsx";
import { ErrorNotice } from "../../components/error-notice.tsx";
import { asErrorRecord } from "../../error-record.ts";
import { when } from "../../format.ts";
import { explorerTexts } from "../../texts/explorers.ts";
import { useLive } from "../../use-live.ts";
import {
  moved,
  nearest,
  type Size,
  timeParts,
  toScreen,
  type View,
  wholeView,
  within,
  zoomAt,
} from "./map-view.ts";

const COLOURS = 6;
/** How near one must point, in pixels. */
const REACH = 12;
/** Memories listed beside the map at most. */
const LISTED = 100;
/** How far a key moves the map, in pixels, and how much closer one step comes. */
const ARROWS = new Map<string, [number, number]>([
  ["ArrowLeft", [60, 0]],
  ["ArrowRight", [-60, 0]],
  ["ArrowUp", [0, 60]],
  ["ArrowDown", [0, -60]],
]);
const STEP = 1.5;
const KINDS = memoryOriginSchema.shape.kind.options;

/** The map of some owners' memories: made when it is first looked at, and again when their number changes. */
function useProjection(agentId: string, owners: string[]) {
  const client = useClient();
  const [map, setMap] = useState<Projection | null>(null);
  const [share, setShare] = useState<number | null>(0);
  const [error, setError] = useState<ErrorRecord | null>(null);
  const [asked, setAsked] = useState(0);
  const work = useRef<AbortController | null>(null);
  const size = useLive((one) => one.getArchivalMemorySummary(agentId), [agentId]).value?.size;
  const of = owners.join(" ");
  // biome-ignore lint/correctness/useExhaustiveDependencies: made anew when asked for, and when there are more or fewer
  useEffect(() => {
    if (size === undefined) return;
    const mine = new AbortController();
    work.current = mine;
    setShare(0);
    setError(null);
    client
      .projectArchivalMemory({
        agent_id: agentId,
        owners: of.split(" "),
        signal: mine.signal,
        // The last of it can come after the map itself.
        onProgress: (now) => work.current === mine && setShare(now),
      })
      .then(
        (made) => !mine.signal.aborted && setMap(made),
        (thrown: unknown) => !mine.signal.aborted && setError(asErrorRecord(thrown)),
      )
      .finally(() => {
        if (work.current !== mine) return;
        work.current = null;
        setShare(null);
      });
    return () => mine.abort();
  }, [client, agentId, of, size, asked]);
  const stop = () => {
    work.current?.abort();
    work.current = null;
    setShare(null);
  };
  return { map, share, error, stop, again: () => setAsked(asked + 1) };
}

/** Texts of memories, read when they are first wanted. */
function useTexts(agentId: string, ids: string[]): Map<string, Passage> {
  const client = useClient();
  const [known, setKnown] = useState<Map<string, Passage>>(new Map());
  const missing = ids.filter((id) => !known.has(id)).join(" ");
  useEffect(() => {
    if (missing === "") return;
    let current = true;
    const timer = setTimeout(() => {
      client.readArchivalMemories({ agent_id: agentId, memory_ids: missing.split(" ") }).then(
        (passages) => {
          if (current) setKnown((now) => new Map([...now, ...passages.map((one) => [one.id, one] as const)]));
        },
        // Without its text a point is still a point.
        () => {},
      );
    }, 60);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [client, agentId, missing]);
  return known;
}

export interface MemoryMapProps {
  agentId: string;
  filter: ArchivalFilter;
  /** What a search found; null where nothing is looked for. */
  found: ReadonlySet<string> | null;
  selected: ReadonlySet<string>;
  onSelect: (ids: ReadonlySet<string>) => void;
}

export default function MemoryMap({ agentId, filter, found, selected, onSelect }: MemoryMapProps) {
  const t = explorerTexts.map;
  const { map, share, error, stop, again } = useProjection(agentId, filter.owners ?? [agentId]);
  const [colour, setColour] = useState<"origin" | "date">("origin");
  const [boxing, setBoxing] = useState(false);
  const [hover, setHover] = useState<number | null>(null);
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  const [view, setView] = useState<View | null>(null);
  const [box, setBox] = useState<{ from: [number, number]; to: [number, number] } | null>(null);
  const scheme = useComputedColorScheme();
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const drag = useRef<{ at: [number, number]; moved: boolean } | null>(null);

  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    const measure = () => setSize({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const shown = useMemo(() => {
    const origins = filter.origins && new Set(filter.origins);
    const from = filter.from ? Date.parse(filter.from) : -Infinity;
    const to = filter.to ? Date.parse(filter.to) : Infinity;
    return (index: number) => {
      const time = map?.times[index] ?? 0;
      return time >= from && time < to && (!origins || origins.has(map?.origins[index] ?? "unknown"));
    };
  }, [map, filter]);
  const parts = useMemo(() => timeParts(map?.times ?? [], COLOURS), [map]);
  const kinds = useMemo(() => {
    const there = new Set(map?.origins);
    return KINDS.filter((kind) => there.has(kind));
  }, [map]);
  const all = map && size.width > 0 ? (view ?? wholeView(map, size)) : null;

  const draw = useCallback(() => {
    const element = canvas.current;
    const context = element?.getContext("2d");
    if (!element || !context) return;
    const ratio = window.devicePixelRatio || 1;
    element.width = Math.round(size.width * ratio);
    element.height = Math.round(size.height * ratio);
    context.scale(ratio, ratio);
    if (!map || !all) return;
    const style = getComputedStyle(element);
    const colourAt = (number: number) =>
      style.getPropertyValue(colour === "origin" ? `--map-${number}` : `--map-time-${number}`);
    const radius = map.ids.length > 5000 ? 1.5 : map.ids.length > 800 ? 2.5 : 4;
    const groups: number[][] = Array.from({ length: COLOURS }, () => []);
    const rings: number[] = [];
    map.ids.forEach((id, index) => {
      if (!shown(index)) return;
      const group =
        colour === "origin" ? KINDS.indexOf(map.origins[index] ?? "unknown") : (parts.of[index] ?? 0);
      groups[group]?.push(index);
      if (selected.has(id) || found?.has(id)) rings.push(index);
    });
    const place = (index: number) => toScreen(all, size, map.x[index] as number, map.y[index] as number);
    for (const [number, group] of groups.entries()) {
      context.fillStyle = colourAt(number);
      // What was not found steps back.
      for (const quiet of found ? [true, false] : [false]) {
        context.globalAlpha = quiet ? 0.25 : 0.85;
        context.beginPath();
        for (const index of group) {
          if (found && found.has(map.ids[index] as string) === quiet) continue;
          const [x, y] = place(index);
          if (x < -8 || y < -8 || x > size.width + 8 || y > size.height + 8) continue;
          if (radius < 2) context.rect(x - radius, y - radius, 2 * radius, 2 * radius);
          else {
            context.moveTo(x + radius, y);
            context.arc(x, y, radius, 0, 2 * Math.PI);
          }
        }
        context.fill();
      }
    }
    context.globalAlpha = 1;
    context.strokeStyle = style.getPropertyValue("--text");
    context.lineWidth = 1.5;
    context.beginPath();
    for (const index of hover === null ? rings : [...rings, hover]) {
      const [x, y] = place(index);
      context.moveTo(x + radius + 3, y);
      context.arc(x, y, radius + 3, 0, 2 * Math.PI);
    }
    context.stroke();
    if (box) {
      context.fillStyle = style.getPropertyValue("--accent");
      context.strokeStyle = style.getPropertyValue("--accent");
      const area = [
        Math.min(box.from[0], box.to[0]),
        Math.min(box.from[1], box.to[1]),
        Math.abs(box.to[0] - box.from[0]),
        Math.abs(box.to[1] - box.from[1]),
      ] as const;
      context.globalAlpha = 0.12;
      context.fillRect(...area);
      context.globalAlpha = 1;
      context.strokeRect(...area);
    }
  }, [map, all, size, colour, shown, selected, found, hover, box, parts]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: light and dark have other colours
  useLayoutEffect(() => {
    const waiting = requestAnimationFrame(draw);
    return () => cancelAnimationFrame(waiting);
  }, [draw, scheme]);

  const zoom = useCallback(
    (by: number, at?: [number, number]) => {
      if (!map) return;
      setView((now) =>
        zoomAt(now ?? wholeView(map, size), size, by, at ?? [size.width / 2, size.height / 2]),
      );
    },
    [map, size],
  );
  const move = (right: number, down: number) => all && setView(moved(all, right, down));
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    // Not as a property: there the page could not be kept from scrolling.
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const { left, top } = element.getBoundingClientRect();
      zoom(Math.exp(-event.deltaY / 300), [event.clientX - left, event.clientY - top]);
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [zoom]);

  const at = (event: PointerEvent): [number, number] => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  };
  const onPointerDown = (event: PointerEvent) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    const place = at(event);
    drag.current = { at: place, moved: false };
    if (boxing || event.shiftKey) setBox({ from: place, to: place });
  };
  const onPointerMove = (event: PointerEvent) => {
    if (!map || !all) return;
    const place = at(event);
    const held = drag.current;
    if (!held) {
      setHover(nearest(map, shown, all, size, place, REACH));
      return;
    }
    const [right, down] = [place[0] - held.at[0], place[1] - held.at[1]];
    if (!held.moved && Math.hypot(right, down) < 4) return;
    held.moved = true;
    if (box) setBox({ ...box, to: place });
    else {
      move(right, down);
      held.at = place;
    }
  };
  const onPointerUp = (event: PointerEvent) => {
    const held = drag.current;
    drag.current = null;
    setBox(null);
    if (!map || !all || !held) return;
    if (held.moved && !box) return;
    let chosen: number[];
    if (held.moved && box) {
      const [left, right] = [box.from[0], box.to[0]].sort((a, b) => a - b) as [number, number];
      const [top, bottom] = [box.from[1], box.to[1]].sort((a, b) => a - b) as [number, number];
      chosen = within(map, shown, all, size, { left, right, top, bottom });
    } else {
      const one = nearest(map, shown, all, size, at(event), REACH);
      chosen = one === null ? [] : [one];
    }
    const ids = chosen.map((index) => map.ids[index] as string);
    if (!event.ctrlKey && !event.metaKey) onSelect(new Set(ids));
    else onSelect(new Set([...selected, ...ids]));
  };

  const inView = useMemo(() => {
    if (!map || !all) return [];
    return within(map, shown, all, size, { left: 0, top: 0, right: size.width, bottom: size.height });
  }, [map, all, size, shown]);
  const chosen = useMemo(
    () => map?.ids.flatMap((id, index) => (selected.has(id) && shown(index) ? [index] : [])) ?? [],
    [map, selected, shown],
  );
  const listed = chosen.length > 0 ? chosen : inView;
  const rows = listed.slice(0, LISTED).map((index) => map?.ids[index] as string);
  const hovered = hover === null ? null : (map?.ids[hover] ?? null);
  const texts = useTexts(agentId, hovered === null ? rows : [...rows, hovered]);
  const hoverPlace =
    map && all && hover !== null ? toScreen(all, size, map.x[hover] as number, map.y[hover] as number) : null;
  const hoverText = hovered === null ? undefined : texts.get(hovered)?.text;

  return (
    <div className="memory-map">
      <div className="memory-map-side">
        <div className="explorer-line">
          <SegmentedControl
            size="xs"
            aria-label={t.colour}
            value={colour}
            data={[
              { value: "origin", label: t.byOrigin },
              { value: "date", label: t.byDate },
            ]}
            onChange={(value) => setColour(value === "date" ? "date" : "origin")}
          />
          <span className="grow" />
          <ActionIcon
            variant={boxing ? "filled" : "default"}
            size="md"
            aria-label={t.box}
            title={t.box}
            aria-pressed={boxing}
            onClick={() => setBoxing(!boxing)}
          >
            <IconMarquee2 size={16} />
          </ActionIcon>
          <ActionIcon variant="default" size="md" aria-label={t.closer} onClick={() => zoom(STEP)}>
            <IconPlus size={16} />
          </ActionIcon>
          <ActionIcon variant="default" size="md" aria-label={t.further} onClick={() => zoom(1 / STEP)}>
            <IconMinus size={16} />
          </ActionIcon>
          <ActionIcon variant="default" size="md" aria-label={t.whole} onClick={() => setView(null)}>
            <IconFocusCentered size={16} />
          </ActionIcon>
        </div>
        <div ref={frame} className="memory-map-frame">
          <canvas
            ref={canvas}
            tabIndex={0}
            role="img"
            aria-label={t.label(map?.ids.length ?? 0)}
            data-boxing={boxing}
            onPointerDown={onPointerDown}
            onPointerMove={onPointerMove}
            onPointerUp={onPointerUp}
            onPointerLeave={() => setHover(null)}
            onKeyDown={(event) => {
              const { key } = event;
              const arrow = ARROWS.get(key);
              if (arrow) move(...arrow);
              else if (key === "+" || key === "=") zoom(STEP);
              else if (key === "-") zoom(1 / STEP);
              else if (key === "0") setView(null);
              else if (key === "Escape") onSelect(new Set());
              else return;
              event.preventDefault();
            }}
          />
          {hoverPlace && hoverText && (
            <div
              className="memory-map-tip"
              style={{
                left: Math.min(Math.max(8, hoverPlace[0] + 12), Math.max(8, size.width - 268)),
                ...(hoverPlace[1] > size.height / 2
                  ? { bottom: size.height - hoverPlace[1] + 12 }
                  : { top: hoverPlace[1] + 12 }),
              }}
            >
              {hoverText.slice(0, 240)}
            </div>
          )}
          {share !== null && (
            <div className="memory-map-busy" role="status">
              <Progress value={100 * share} size="sm" aria-label={t.making} style={{ width: 180 }} />
              <span className="quiet">{t.making}</span>
              <Button size="compact-xs" variant="default" onClick={stop}>
                {t.stop}
              </Button>
            </div>
          )}
          {share === null && !map && !error && (
            <div className="memory-map-busy">
              <Button size="compact-sm" variant="default" onClick={again}>
                {t.make}
              </Button>
            </div>
          )}
        </div>
        {error && <ErrorNotice error={error} onRetry={again} />}
        {map && map.ids.length > 0 && (
          <ul className="memory-map-legend" aria-label={t.legend}>
            {colour === "origin"
              ? kinds.map((kind) => (
                  <li key={kind}>
                    <i style={{ background: `var(--map-${KINDS.indexOf(kind)})` }} />
                    {explorerTexts.archival.origins[kind]}
                  </li>
                ))
              : Array.from({ length: COLOURS }, (_, part) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: as many parts as there are colours
                  <li key={part}>
                    <i style={{ background: `var(--map-time-${part})` }} />
                    {part === 0 && when(new Date(parts.from).toISOString())}
                    {part === COLOURS - 1 && when(new Date(parts.to).toISOString())}
                  </li>
                ))}
          </ul>
        )}
      </div>
      <section className="memory-map-list" aria-label={chosen.length > 0 ? t.selected : t.inView}>
        <h2>
          {chosen.length > 0 ? t.selected : t.inView}{" "}
          <span className="quiet numbers">
            {listed.length > rows.length
              ? explorerTexts.archival.shown(rows.length, listed.length)
              : explorerTexts.archival.memories(listed.length)}
          </span>
        </h2>
        <ul className="plain-list">
          {rows.map((id, place) => (
            <li
              key={id}
              onPointerEnter={() => setHover(listed[place] ?? null)}
              onPointerLeave={() => setHover(null)}
            >
              <Checkbox
                size="xs"
                checked={selected.has(id)}
                label={<span className="memory-map-words">{texts.get(id)?.text ?? "…"}</span>}
                onFocus={() => setHover(listed[place] ?? null)}
                onBlur={() => setHover(null)}
                onChange={(event) => {
                  const next = new Set(selected);
                  if (event.currentTarget.checked) next.add(id);
                  else next.delete(id);
                  onSelect(next);
                }}
              />
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
