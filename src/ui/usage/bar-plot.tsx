import { useElementSize } from "@mantine/hooks";
import { viewerTexts as t } from "../texts/viewer.ts";
import { ticksTo } from "./ticks.ts";
import "./usage.css";

export interface PlotColumn {
  key: string;
  /** Under the column, where there is room, and in the table. */
  label: string;
  /** One value a series. */
  values: number[];
}

export interface BarPlotProps {
  /** What is shown, for who cannot see it. */
  label: string;
  /** What the columns are, as the table's first heading. */
  columnHead: string;
  columns: PlotColumn[];
  /** Names of the stacked values. */
  series: string[];
  format: (value: number) => string;
  /** A line across, e.g. the context window. */
  limit?: { value: number; label: string };
  height?: number;
}

const MARGIN = { top: 10, bottom: 20, right: 4 };
/** What a letter of a label takes, and the least room between two labels, in pixels. */
const LETTER = 6.5;
const LABEL_GAP = 14;

export const seriesColor = (nth: number) => `var(--series-${nth % 8})`;

/** Stacked bars, and the same as a table. */
export function BarPlot({ label, columnHead, columns, series, format, limit, height = 200 }: BarPlotProps) {
  const { ref, width } = useElementSize();
  const highest = Math.max(0, ...columns.map(({ values }) => values.reduce((sum, value) => sum + value, 0)));
  const ticks = ticksTo(Math.max(highest, limit?.value ?? 0));
  const top = ticks.at(-1) as number;
  const left = 10 + 7 * Math.max(...ticks.map((tick) => format(tick).length));
  const room = Math.max(0, width - left - MARGIN.right);
  const deep = height - MARGIN.top - MARGIN.bottom;
  const y = (value: number) => MARGIN.top + deep * (1 - value / top);
  const pitch = columns.length > 0 ? room / columns.length : 0;
  const labelWidth = LETTER * Math.max(...columns.map((column) => column.label.length));
  const every = Math.max(1, Math.ceil((labelWidth + LABEL_GAP) / Math.max(1, pitch)));
  /** A label at either end stays inside of the plot. */
  const within = (x: number) =>
    Math.min(Math.max(x, labelWidth / 2), Math.max(labelWidth / 2, width - labelWidth / 2));
  return (
    <figure className="plot">
      <div ref={ref}>
        {width > 0 && (
          <svg width={width} height={height} role="img" aria-label={label}>
            {ticks.map((tick) => (
              <g key={tick}>
                <line className="plot-line" x1={left} x2={width - MARGIN.right} y1={y(tick)} y2={y(tick)} />
                <text className="plot-text" x={left - 6} y={y(tick) + 4} textAnchor="end">
                  {format(tick)}
                </text>
              </g>
            ))}
            {columns.map((column, index) => {
              let below = 0;
              const x = left + index * pitch;
              return (
                <g key={column.key}>
                  {column.values.map((value, nth) => {
                    const from = below;
                    below += value;
                    if (value <= 0) return null;
                    return (
                      <rect
                        key={series[nth]}
                        x={x + pitch * 0.12}
                        width={Math.max(0.5, pitch * 0.76)}
                        y={y(below)}
                        height={Math.max(0.5, y(from) - y(below))}
                        fill={seriesColor(nth)}
                      >
                        <title>{`${column.label} · ${series[nth]}: ${format(value)}`}</title>
                      </rect>
                    );
                  })}
                  {index % every === 0 && (
                    <text className="plot-text" x={within(x + pitch / 2)} y={height - 5} textAnchor="middle">
                      {column.label}
                    </text>
                  )}
                </g>
              );
            })}
            {limit && (
              <line
                className="plot-limit"
                x1={left}
                x2={width - MARGIN.right}
                y1={y(limit.value)}
                y2={y(limit.value)}
              >
                <title>{limit.label}</title>
              </line>
            )}
          </svg>
        )}
      </div>
      {series.length > 1 && (
        <ul className="plot-legend">
          {series.map((name, nth) => (
            <li key={name}>
              <span className="swatch" style={{ background: seriesColor(nth) }} />
              {name}
            </li>
          ))}
        </ul>
      )}
      <details className="plot-table">
        <summary>{t.asTable}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long table is scrolled by keyboard */}
        <div tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">{columnHead}</th>
                {series.map((name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {columns
                .filter(({ values }) => values.some((value) => value > 0))
                .map((column) => (
                  <tr key={column.key}>
                    <th scope="row">{column.label}</th>
                    {column.values.map((value, nth) => (
                      <td key={series[nth]}>{format(value)}</td>
                    ))}
                  </tr>
                ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}
