import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/outdated-syntax.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const on = (syntax: string, line: string) => `# syntax=${syntax}\nFROM alpine:3.24\n${line}\n`;

describe("dockerfile/outdated-syntax", () => {
  // The version that has it is silent, the one before is not.
  it.each([
    ["RUN --mount=type=cache,target=/c x", 2, "--mount"],
    ["RUN --network=none x", 3, "--network"],
    ["COPY --link a /a", 4, "--link"],
    ["RUN <<EOF\nx\nEOF", 4, "<<EOF"],
    ["ADD --checksum=sha256:a https://x.io/y /y", 6, "--checksum"],
    ["HEALTHCHECK --start-interval=1s CMD x", 6, "--start-interval"],
    ["RUN --mount=type=secret,id=a,env=A x", 10, "env"],
    ["ADD --unpack https://x.io/y.tgz /y", 17, "--unpack"],
    ["COPY --exclude=*.md . /a", 19, "--exclude"],
    ["COPY --parents a /a", 20, "--parents"],
    ["RUN --security=insecure x", 20, "--security"],
    ["ONBUILD COPY --link a /a", 4, "--link"],
    ["# check=skip=JSONArgsRecommended\nCMD a", 21, "# check=skip=JSONArgsRecommended"],
  ])("knows when %j came", (line, minor, name) => {
    const text = on(`docker/dockerfile:1.${minor - 1}`, line);
    expect(run(rule, text).map((one) => one.on)).toEqual([name]);
    expectLawfulFixes(rule, text);
    expect(places(rule, on(`docker/dockerfile:1.${minor}`, line))).toEqual([]);
    expect(places(rule, on(`docker/dockerfile:1.${minor}.1`, line))).toEqual([]);
  });

  it("reports the newest alone, and keeps the labs channel", () => {
    const text = on("docker.io/docker/dockerfile:1.6-labs", "COPY --link --parents a /a\nRUN --device=x y");
    expect(run(rule, text).map((one) => [one.on, one.fixed[0]?.split("\n")[0]])).toEqual([
      ["--device", "# syntax=docker.io/docker/dockerfile:1-labs"],
    ]);
    expectLawfulFixes(rule, text);
  });

  it("sends to the labs channel for what is there alone", () => {
    const text = on("docker/dockerfile:1.20", "RUN --device=x y");
    expect(run(rule, text)[0]?.fixed[0]).toContain("# syntax=docker/dockerfile:1-labs\n");
    expectLawfulFixes(rule, text);
  });

  it("knows of the directive check, and leaves digests to a person", () => {
    const text = "# syntax=docker/dockerfile:1.7@sha256:abc\r\n# check=error=true\r\nFROM alpine:3.24\r\n";
    expect(run(rule, text).map((one) => [one.at, one.fixed])).toEqual([["2:1", []]]);
  });

  it.each([
    ["no directive", "FROM alpine:3.24\nCOPY --parents a /a\n"],
    ["the major version", on("docker/dockerfile:1", "COPY --parents a /a")],
    ["the major version of labs", on("docker/dockerfile:1-labs", "RUN --device=x y")],
    ["the labs channel that had it", on("docker/dockerfile:1.7-labs", "COPY --parents --exclude=b a /a")],
    ["a digest", on("docker/dockerfile@sha256:abc", "COPY --parents a /a")],
    ["another frontend", on("mirror.io/acme/frontend:1.2", "COPY --parents a /a")],
    ["no tag", on("docker/dockerfile", "COPY --parents a /a")],
    ["an old pin that is enough", on("docker/dockerfile:1.4", "COPY --link --chown=1 a /a")],
    ["a flag of the command", on("docker/dockerfile:1.2", "RUN npm ci --link --network=none")],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
