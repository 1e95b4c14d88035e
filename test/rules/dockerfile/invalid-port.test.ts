import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/invalid-port.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

describe("dockerfile/invalid-port", () => {
  it.each([
    ["no number", "FROM debian:13-slim\nEXPOSE http\n", ["2:8"]],
    ["too many", "FROM debian:13-slim\nEXPOSE 80 65536\n", ["2:11"]],
    ["none", "FROM debian:13-slim\nEXPOSE 0\n", ["2:8"]],
    ["a range that ends before it begins", "FROM debian:13-slim\nEXPOSE 90-80\n", ["2:8"]],
    ["another protocol", "FROM debian:13-slim\nEXPOSE 80/http\n", ["2:8"]],
    ["a port of the host", "FROM debian:13-slim\nEXPOSE 8080:80\n", ["2:8"]],
    ["an address", "FROM debian:13-slim\nEXPOSE 127.0.0.1:80:80/tcp\n", ["2:8"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it("keeps the port of the container", () => {
    expect(run(rule, "FROM a:1\nEXPOSE 443 127.0.0.1:8080:80/tcp 9-10:90-91\n").map(({ fixed }) => fixed)).toEqual([
      ["FROM a:1\nEXPOSE 443 80/tcp 9-10:90-91\n"],
      ["FROM a:1\nEXPOSE 443 127.0.0.1:8080:80/tcp 90-91\n"],
    ]);
    expect(run(rule, "FROM a:1\nARG P=8080\nEXPOSE $P:80\n")).toMatchObject([{ fixed: [] }]);
  });

  it.each([
    ["ports", "FROM debian:13-slim\nEXPOSE 80 443/tcp 53/udp 8000-8010 9/SCTP\n"],
    ["a variable", "FROM debian:13-slim\nARG PORT\nEXPOSE $PORT ${PORT}/udp\n"],
    ["a default", "FROM debian:13-slim\nARG PORT=80\nEXPOSE ${PORT:-8080}\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });

  it("is certain of what is no port, and warns of what the builder still takes", () => {
    const severities = (port: string) => run(rule, `FROM a:1\nEXPOSE ${port}\n`).map(({ severity }) => severity ?? rule.severity);
    for (const port of ["65536", "http", "80/http"]) expect(severities(port)).toEqual(["error"]);
    for (const port of ["8080:80", "127.0.0.1:80:80"]) expect(severities(port)).toEqual(["warning"]);
  });
});
