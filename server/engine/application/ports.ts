import type { Port } from "../languages/compose/model.ts";
import type { PortRange } from "../languages/compose/ports.ts";
import type { ApplicationService } from "./application.ts";
import { has, settingOf } from "./settings.ts";

/** Ports of the host that something takes: one, or a range of which it takes all. */
export interface HostPorts extends PortRange {
  /** The address of the host; undefined for all, be they of IPv4 or IPv6. */
  readonly address: string | undefined;
  /** In lower case. */
  readonly protocol: string;
}

/** The ports that two cannot both have; undefined where they do not meet. */
export function sharedPorts(a: HostPorts, b: HostPorts): PortRange | undefined {
  const first = Math.max(a.first, b.first);
  const last = Math.min(a.last, b.last);
  return first <= last && a.protocol === b.protocol && addressesMeet(a.address, b.address) ? { first, last } : undefined;
}

/**
 * Whether something that listens on one address of the host is in the way of something on the other: `0.0.0.0` holds all of IPv4 and `::` all of IPv6,
 * and Docker listens on both where no address is given.
 */
export function addressesMeet(a: string | undefined, b: string | undefined): boolean {
  const one = readAddress(a);
  const other = readAddress(b);
  if (one.family !== undefined && other.family !== undefined && one.family !== other.family) return false;
  return one.address === undefined || other.address === undefined || one.address === other.address;
}

/** Whether a text stands for all addresses of the host, or all of one family. */
export function isEveryAddress(text: string): boolean {
  return readAddress(text).address === undefined;
}

/** `family` is undefined for both, `address` for all of it. */
function readAddress(text: string | undefined): { readonly family: 4 | 6 | undefined; readonly address: string | undefined } {
  if (text === undefined || text === "") return { family: undefined, address: undefined };
  if (!text.includes(":")) return { family: 4, address: text === "0.0.0.0" ? undefined : text };
  const groups = groupsOf(text);
  if (groups === undefined) return { family: 6, address: text.toLowerCase() };
  const [high = 0, low = 0] = groups.slice(6);
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff)
    return readAddress([high >> 8, high & 255, low >> 8, low & 255].join("."));
  return { family: 6, address: groups.every((group) => group === 0) ? undefined : groups.join(":") };
}

/** The eight groups of an IPv6 address; undefined where it has a zone or is none. */
function groupsOf(text: string): readonly number[] | undefined {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text);
  const [, front = "", ...bytes] = dotted ?? [];
  const [a = 0, b = 0, c = 0, d = 0] = bytes.map(Number);
  const whole = dotted ? `${front}${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}` : text;
  if (!/^[\da-f:]+$/i.test(whole)) return undefined;
  const read = (part: string | undefined): number[] =>
    part === undefined || part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16));
  const [left, right, ...others] = whole.split("::");
  if (others.length > 0) return undefined;
  const before = read(left);
  const after = read(right);
  const missing = 8 - before.length - after.length;
  if (right === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...before, ...new Array<number>(missing).fill(0), ...after];
  return groups.every((group) => group >= 0 && group <= 0xffff) ? groups : undefined;
}

/** How many ports a range has. */
export function portCount({ first, last }: PortRange): number {
  return last - first + 1;
}

/** A range as it is written: `8080`, `8080-8090`. */
export function portText({ first, last }: PortRange): string {
  return first === last ? `${first}` : `${first}-${last}`;
}

/** An entry of `ports` leaves it to the engine which port of a range the container's one port gets. */
export function isChoice({ published, target }: Port): boolean {
  return published.state === "known" && portCount(published.value) > 1 && !(target.state === "known" && portCount(target.value) > 1);
}

/**
 * The ports of the host that an entry of `ports` certainly takes. Undefined where a variable decides, be it one with a default, where the engine
 * chooses, and where nothing is published on a port of its own.
 */
export function takenPorts(port: Port): HostPorts | undefined {
  const { published, hostIp, protocol } = port;
  if (published.state !== "known" || published.isDefault || published.value.first === 0 || isChoice(port)) return undefined;
  if (hostIp.state === "unknown" || hostIp.isDefault || protocol.state === "unknown" || protocol.isDefault) return undefined;
  return {
    ...published.value,
    address: hostIp.state === "known" ? hostIp.value : undefined,
    protocol: protocol.state === "known" ? protocol.value : "tcp",
  };
}

/** The entries of `ports` that hold for a service: those of all layers, down to one that replaces what stands below (`!override`) or takes it away (`!reset`). */
export function portsOf({ layers }: ApplicationService): readonly Port[] {
  const ports: Port[] = [];
  for (const layer of layers) {
    const tag = layer.mapping.entryOf("ports")?.value?.tag;
    if (tag === "!reset") break;
    ports.push(...layer.ports);
    if (tag === "!override") break;
  }
  return ports;
}

/** Whether the ports that a service publishes are ports of the host: not where it has the host's network, that of another container, or none. */
export function publishesPorts(service: ApplicationService): boolean {
  return has(service, "network_mode") === false || settingOf(service, ({ mapping }) => mapping.text("network_mode")).value === "bridge";
}
