import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/add-without-checksum.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

describe("dockerfile/add-without-checksum", () => {
  it.each([
    ["an address", "ADD https://a.example/b /b", ["2:5"]],
    ["one with a variable", "ARG V\nADD https://a.example/$V/b /b", ["3:5"]],
    ["one in a variable", "ARG U=https://a.example/b\nADD $U /b", ["3:5"]],
    ["the second source", "ADD a https://a.example/b /b/", ["2:7"]],
    ["JSON", 'ADD ["https://a.example/b", "/b"]', ["2:6"]],
    ["lines", "ADD --chmod=755 \\\n  # the tool\n  https://a.example/b \\\n  /b", ["4:3"]],
    ["Windows line breaks", "ADD \\\r\n  https://a.example/b /b\r", ["3:3"]],
    ["a trigger", "ONBUILD ADD https://a.example/b /b", ["2:13"]],
    ["a page of a repository, which is no repository", "ADD https://github.com/a/b/releases/download/v1/b /b", ["2:5"]],
  ])("reports %s", (_, text, at) => {
    const first = text.includes("\r") ? "FROM debian:13\r\n" : "FROM debian:13\n";
    expect(places(rule, `${first}${text}\n`)).toEqual(at);
    expectLawfulFixes(rule, `${first}${text}\n`);
  });

  it.each([
    ["a checksum", "ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d https://a.example/b /b"],
    ["a checksum in a variable", "ARG SUM\nADD --checksum=sha256:$SUM https://a.example/b /b"],
    ["a repository", "ADD https://github.com/moby/buildkit.git#v0.26.2 /b"],
    ["a repository without a version, which is another rule's", "ADD https://github.com/moby/buildkit.git /b"],
    ["a repository by SSH", "ADD git@github.com:moby/buildkit.git#v0.26.2 /b"],
    ["an unknown source", "ARG U\nADD $U /b"],
    ["a file", "ADD b.tar.gz /b"],
    ["the machine's own server", "ADD http://localhost:8000/b /b"],
    ["COPY", "COPY https:/a /b"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, `FROM debian:13\n${text}\n`)).toEqual([]);
  });

  it("marks what has to be filled in, and gives no fix for several sources or an old syntax", () => {
    const [one] = run(rule, "FROM debian:13\nADD https://a.example/b /b\n");
    const change = one?.fixes?.[0]?.changes[0];
    const edit = change?.kind === "edit" ? change.edits[0] : undefined;
    const place = edit?.placeholders?.[0];
    expect(place && edit.text.slice(place.start, place.end)).toBe("0".repeat(64));
    expect(run(rule, "# syntax=docker/dockerfile:1.5\nFROM debian:13\nADD https://a.example/b /b\n").map(({ fixes }) => fixes)).toEqual([
      undefined,
    ]);
    expect(run(rule, "# syntax=docker/dockerfile:1.6\nFROM debian:13\nADD https://a.example/b /b\n")[0]?.fixes).toHaveLength(1);
    expect(run(rule, "FROM debian:13\nADD a https://a.example/b /b/\n").map(({ fixes }) => fixes)).toEqual([undefined]);
  });
});
