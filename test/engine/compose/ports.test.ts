import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Piece } from "../../../server/engine/languages/compose/expanded-text.ts";
import { isSexagesimal, type PortRange, readShortPort } from "../../../server/engine/languages/compose/ports.ts";

/** `-` for what is absent, `?` for what is unknown, `~` before a default. */
function show(piece: Piece<string> | Piece<PortRange>): string {
  if (piece.state !== "known") return piece.state === "unknown" ? "?" : "-";
  const { value } = piece;
  const text = typeof value === "string" ? value : value.first === value.last ? `${value.first}` : `${value.first}-${value.last}`;
  return piece.isDefault ? `~${text}` : text;
}

function outline(text: string, lookup?: (name: string) => string | undefined): string {
  const { hostIp, published, target, protocol } = readShortPort(text, lookup);
  return [hostIp, published, target, protocol].map(show).join(" ");
}

describe("ports in the short syntax", () => {
  it.each([
    ["80", "- - 80 -"],
    ["3000-3005", "- - 3000-3005 -"],
    ["8080:80", "- 8080 80 -"],
    ["9090-9091:8080-8081", "- 9090-9091 8080-8081 -"],
    ["8000-9000:80", "- 8000-9000 80 -"],
    ["127.0.0.1:8080-8090:80-90/tcp", "127.0.0.1 8080-8090 80-90 tcp"],
    ["127.0.0.1::80", "127.0.0.1 - 80 -"],
    [":80", "- - 80 -"],
    ["6060:6060/UDP", "- 6060 6060 udp"],
    ["[::1]:80:8080", "::1 80 8080 -"],
    ["::1:80:8080", "::1 80 8080 -"],
    // Variables.
    ["${PORT}:80", "- ? 80 -"],
    ["${PORT:-8080}:80", "- ~8080 80 -"],
    ["${IP}:${PORT}:80", "? ? 80 -"],
    ["${IP:-127.0.0.1}:8080:80", "~127.0.0.1 8080 80 -"],
    ["${BIND:-127.0.0.1:8080}:80", "~127.0.0.1 ~8080 80 -"],
    ["${BIND:-127.0.0.1:}8080:80", "~127.0.0.1 8080 80 -"],
    ["${BIND:-}8080:80", "- ~8080 80 -"],
    ["${BIND}:80", "? ? 80 -"],
    ["${BIND}8080:80", "? ? 80 -"],
    ["${PORTS}", "? ? ? -"],
    ["${PORTS:-8080:80}", "- ~8080 ~80 -"],
    ["127.0.0.1:${PORTS}", "127.0.0.1 ? ? -"],
    ["8080:${PORT}", "- 8080 ? -"],
    ["8080:80/${PROTOCOL}", "- 8080 80 ?"],
    ["80${N}:80", "- ? 80 -"],
  ])("`%s`", (text, expected) => {
    expect(outline(text)).toBe(expected);
    expect(readShortPort(text).problems).toEqual([]);
  });

  it("take what is known of variables", () => {
    expect(outline("${IP}:${PORT:-1}:80", (name) => ({ IP: "::1", PORT: "8443" })[name])).toBe("::1 8443 80 -");
  });

  it.each([
    ["8080:", "no-target", ""],
    ["", "no-target", ""],
    ["/tcp", "no-target", ""],
    ["web:80", "not-a-port", "web"],
    ["8080:99999", "not-a-port", "99999"],
    ["1-2-3:80", "not-a-port", "1-2-3"],
    ["90-80:80", "reversed-range", "90-80"],
    ["8080-8082:80-81", "uneven-ranges", "8080-8082"],
    ["8080:80/http", "not-a-protocol", "http"],
    ["localhost:8080:80", "not-an-address", "localhost"],
    ["127.0.0.01:8080:80", "not-an-address", "127.0.0.01"],
    ["300.0.0.1:8080:80", "not-an-address", "300.0.0.1"],
    ["${PORT:-web}:80", "not-a-port", "${PORT:-web}"],
  ])("in `%s`: %s at `%s`", (text, kind, at) => {
    expect(readShortPort(text).problems.map((problem) => [problem.kind, text.slice(problem.span.start, problem.span.end)])).toEqual([
      [kind, at],
    ]);
  });

  it("have their places", () => {
    const text = "${IP:-127.0.0.1}:8080:80/udp";
    const { hostIp, published, target, protocol } = readShortPort(text);
    expect([hostIp, published, target, protocol].map(({ span }) => text.slice(span.start, span.end))).toEqual([
      "${IP:-127.0.0.1}",
      "8080",
      "80",
      "udp",
    ]);
  });

  it("are read whatever the text", () => {
    const pieces = fc.constantFrom(
      ":",
      "/",
      "-",
      "80",
      "8080",
      "${A}",
      "${P:-1}",
      "${B:-a:}",
      "[",
      "]",
      "::1",
      "127.0.0.1",
      "tcp",
      "$",
      "${",
      "\uFFFC",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 10 }), (list) => {
        const text = list.join("");
        const { hostIp, published, target, protocol, problems } = readShortPort(text);
        for (const { span } of [hostIp, published, target, protocol, ...problems]) {
          expect(span.start).toBeGreaterThanOrEqual(0);
          expect(span.end).toBeGreaterThanOrEqual(span.start);
          expect(span.end).toBeLessThanOrEqual(text.length);
        }
      }),
    );
  });

  it("come back as they were written", () => {
    const port = fc.integer({ min: 1, max: 65_535 });
    fc.assert(
      fc.property(
        fc.option(fc.ipV4()),
        fc.option(port),
        port,
        fc.constantFrom("", "/tcp", "/udp", "/sctp"),
        (ip, host, target, protocol) => {
          const text = `${ip === null ? "" : `${ip}:`}${host ?? ""}${ip === null && host === null ? "" : ":"}${target}${protocol}`;
          expect(outline(text)).toBe(`${ip ?? "-"} ${host ?? "-"} ${target} ${protocol.slice(1) || "-"}`);
          expect(readShortPort(text).problems).toEqual([]);
        },
      ),
    );
  });
});

describe("base 60", () => {
  it.each(["22:22", "1:30", "12:30:45", "8080:22"])("may be read in `%s`", (text) => {
    expect(isSexagesimal(text)).toBe(true);
  });

  it.each(["80", "8080:80", "22:60", "127.0.0.1:22:22", "022:22", "22:22/tcp"])("is not read in `%s`", (text) => {
    expect(isSexagesimal(text)).toBe(false);
  });
});
