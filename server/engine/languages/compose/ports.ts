import type { Span } from "../../text/span.ts";
import { type ExpandedText, expandText, type Piece, pieceOf, unknownCharacter } from "./expanded-text.ts";
import type { Lookup } from "./interpolation.ts";

/** Both ends count; they are the same for a single port. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

export type PortProblem =
  /** There is no port of the container: `8080:`. */
  | "no-target"
  /** Neither a port from 0 to 65535 nor a range. */
  | "not-a-port"
  /** `90-80`. */
  | "reversed-range"
  /** Several ports of the container, and not as many of the host. */
  | "uneven-ranges"
  /** Neither `tcp`, `udp` nor `sctp`. */
  | "not-a-protocol"
  /** The host address must be an IP address; names such as `localhost` are refused. */
  | "not-an-address";

/** An entry of `ports` in the short syntax. A part that is wrong counts as unknown. */
export interface ShortPort {
  /** The address of the host, without brackets. */
  readonly hostIp: Piece<string>;
  readonly published: Piece<PortRange>;
  readonly target: Piece<PortRange>;
  /** In lower case; where it is absent, it is `tcp`. */
  readonly protocol: Piece<string>;
  readonly problems: readonly { readonly kind: PortProblem; readonly span: Span }[];
}

/**
 * Reads `[[ADDRESS:][HOST]:]CONTAINER[/PROTOCOL]`, where HOST and CONTAINER are ports or ranges. Variables count with their values or defaults; one
 * that has neither leaves open what it may hold, which can be several parts. Spans are offsets into the text.
 * Source: https://github.com/docker/go-connections/blob/main/nat/nat.go.
 */
export function readShortPort(text: string, lookup?: Lookup): ShortPort {
  const expanded = expandText(text, lookup);
  const { text: value } = expanded;
  const problems: { kind: PortProblem; span: Span }[] = [];
  const lastColon = value.lastIndexOf(":");
  const slash = value.indexOf("/", lastColon + 1);
  const targetEnd = slash < 0 ? value.length : slash;

  const protocol = lowerCase(slash < 0 ? pieceOf(expanded, value.length, value.length) : pieceOf(expanded, slash + 1, value.length));
  if (protocol.state === "known" && !["tcp", "udp", "sctp"].includes(protocol.value))
    problems.push({ kind: "not-a-protocol", span: protocol.span });

  const range = (start: number, end: number): Piece<PortRange> => {
    const piece = pieceOf(expanded, start, end);
    if (piece.state !== "known") return piece;
    const read = readRange(piece.value);
    if (typeof read === "object") return { ...piece, value: read };
    problems.push({ kind: read, span: piece.span });
    return { state: "unknown", span: piece.span };
  };

  const target = range(lastColon + 1, targetEnd);
  if (target.state === "absent") problems.push({ kind: "no-target", span: target.span });
  const { hostIp, published } = hostSide(expanded, lastColon, range);
  if (hostIp.state === "known" && !isAddress(hostIp.value)) problems.push({ kind: "not-an-address", span: hostIp.span });
  if (published.state === "known" && target.state === "known") {
    const count = size(target.value);
    if (count > 1 && count !== size(published.value)) problems.push({ kind: "uneven-ranges", span: published.span });
  }
  return { hostIp: withoutBrackets(hostIp), published, target, protocol, problems };
}

/** Whether a reader of YAML 1.1, as Compose 1 was, takes a port mapping without quotes for a number in base 60: `22:22`, but not `8080:80`. */
export function isSexagesimal(text: string): boolean {
  return /^[-+]?[1-9][\d_]*(?::[0-5]?\d)+$/.test(text);
}

function hostSide(
  expanded: ExpandedText,
  lastColon: number,
  range: (start: number, end: number) => Piece<PortRange>,
): { hostIp: Piece<string>; published: Piece<PortRange> } {
  const { text } = expanded;
  const unknown = (start: number, end: number) => ({ state: "unknown", span: expanded.spanOf(start, end) }) as const;
  const absent = () => ({ state: "absent", span: expanded.spanOf(0, 0), isDefault: expanded.isDefault(0, 0) }) as const;
  if (lastColon < 0) {
    // `${PORTS}` may hold all three.
    return text.startsWith(unknownCharacter)
      ? { hostIp: unknown(0, text.length), published: unknown(0, text.length) }
      : { hostIp: absent(), published: absent() };
  }
  const colon = text.lastIndexOf(":", lastColon - 1);
  if (lastColon > 0 && colon >= 0) return { hostIp: pieceOf(expanded, 0, colon), published: range(colon + 1, lastColon) };
  const host = text.slice(0, lastColon);
  // `127.0.0.1:${PORTS}` gives the address and leaves the rest to the variable.
  if (text.charAt(lastColon + 1) === unknownCharacter && isIpv4(host))
    return { hostIp: pieceOf(expanded, 0, lastColon), published: unknown(lastColon + 1, text.length) };
  // `${BIND}:80` may hold the address as well, as `${BIND}8080:80` does; one that is called a port holds a port.
  const variable = host.startsWith(unknownCharacter) ? expanded.unknownAt(0) : undefined;
  if (variable !== undefined && !/port/i.test(variable)) return { hostIp: unknown(0, lastColon), published: unknown(0, lastColon) };
  return { hostIp: absent(), published: range(0, lastColon) };
}

function readRange(text: string): PortRange | PortProblem {
  const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? [];
  if (from === undefined || Number(from) > 65_535 || Number(to) > 65_535) return "not-a-port";
  const range = { first: Number(from), last: Number(to) };
  return range.first > range.last ? "reversed-range" : range;
}

function size({ first, last }: PortRange): number {
  return last - first + 1;
}

function isIpv4(text: string): boolean {
  return /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/.test(text);
}

function isAddress(text: string): boolean {
  if (isIpv4(text)) return true;
  const inner = text.startsWith("[") && text.endsWith("]") ? text.slice(1, -1) : text;
  return /^[\da-f:]*:[\da-f:.]*(?:%.+)?$/i.test(inner);
}

function withoutBrackets(piece: Piece<string>): Piece<string> {
  return piece.state === "known" && piece.value.startsWith("[") ? { ...piece, value: piece.value.replace(/^\[|\]$/g, "") } : piece;
}

function lowerCase(piece: Piece<string>): Piece<string> {
  return piece.state === "known" ? { ...piece, value: piece.value.toLowerCase() } : piece;
}
