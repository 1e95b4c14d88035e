import { parseComposeDuration } from "../languages/compose/duration.ts";
import type { Span } from "../text/span.ts";
import type { ApplicationService } from "./application.ts";
import { startOf } from "./lifetime.ts";

/** How long an application says that it takes to end its work. */
export interface Drain {
  readonly duration: number;
  /** The variable or option that says so. */
  readonly name: string;
  /** Where it stands in the service itself; undefined for a command. */
  readonly span: Span | undefined;
}

/** Variables that hold how long a graceful end may take. */
const variable =
  /^(?:\w+_)?(?:GRACEFUL(?:_SHUTDOWN|_STOP|_EXIT)?|SHUTDOWN|DRAIN(?:ING)?|TERMINATION)(?:_GRACE)?_(?:TIMEOUT|PERIOD|DELAY|WAIT|SECONDS|SECS|MS|DURATION)(?:_(?:SECONDS|SECS?|S|MS|MILLIS(?:ECONDS)?))?$|^SPRING_LIFECYCLE_TIMEOUT_PER_SHUTDOWN_PHASE$/;
/** Options of servers: gunicorn's, uvicorn's, and their like. */
const option =
  /--(graceful-timeout|timeout-graceful-shutdown|graceful-shutdown-timeout|shutdown-timeout|drain-timeout)[= ](\d+(?:ms|s|m)?)(?![\w.])/;

/** The longest time that a service is told to take for a graceful end; undefined where nothing says so, or a variable decides. */
export function drainOf(service: ApplicationService): Drain | undefined {
  const found: Drain[] = [];
  for (const layer of service.layers) {
    for (const { name, value, valueSpan } of layer.environment.pairs) {
      if (value === undefined || layer.environment.pair(name)?.value !== value) continue;
      const isOwn = layer === service.own;
      const inOption = name === "GUNICORN_CMD_ARGS" ? option.exec(value) : undefined;
      const duration = inOption ? durationOf(inOption[2] ?? "", "") : variable.test(name) ? durationOf(value, name) : undefined;
      const isFirst = service.layers.find(({ environment }) => environment.pair(name)) === layer;
      if (duration !== undefined && isFirst) found.push({ duration, name, span: isOwn ? valueSpan : undefined });
    }
  }
  const [, name, value] = option.exec(startOf(service) ?? "") ?? [];
  const duration = value === undefined ? undefined : durationOf(value, "");
  if (name !== undefined && duration !== undefined) found.push({ duration, name: `--${name}`, span: undefined });
  return found.sort((a, b) => b.duration - a.duration)[0];
}

/** Milliseconds; a number without a unit is seconds, unless its name or its size says otherwise. */
function durationOf(text: string, name: string): number | undefined {
  const written = text.trim();
  if (!/^\d+$/.test(written)) return parseComposeDuration(written);
  const number = Number(written);
  if (/_(?:MS|MILLIS(?:ECONDS)?)$/.test(name)) return number;
  if (/_(?:SECONDS|SECS?|S)$/.test(name) || number <= 600) return number * 1_000;
  return number >= 1_000 ? number : undefined;
}
