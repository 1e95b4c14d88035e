import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/unlinked-copy.ts";
import { expectLawfulFixes, places } from "../support.ts";

const file = (copy: string, before = "", base = "debian:13-slim") =>
  `FROM golang:1.26 AS build\nRUN go build .\nFROM ${base}\n${before}${copy}\n`;

describe("dockerfile/unlinked-copy", () => {
  it.each([
    ["a program", file("COPY --from=build /a /usr/local/bin/a")],
    ["several lines", file("COPY --from=build \\\n  /a /b \\\n  /app/")],
    ["a relative destination", file("COPY --from=build /a .", "WORKDIR /srv/app\n")],
    ["an owner by number", file("COPY --from=build --chown=1000:1000 /a /app/")],
    ["a known variable", file("COPY --from=build /a $DIR/", "ENV DIR=/opt/x\n")],
    ["small letters", file("copy --from=build /a /app/")],
    ["another image", file("COPY --from=nginx:1.29 /etc/nginx/mime.types /etc/nginx/mime.types")],
  ])("reports %s", (_, text) => {
    expect(places(rule, text)).toHaveLength(1);
    expectLawfulFixes(rule, text);
    expectLawfulFixes(rule, text.replaceAll("\n", "\r\n"));
  });

  it.each([
    ["a link", file("COPY --link --from=build /a /app/")],
    ["a file of the context", file("COPY a /app/")],
    ["a destination that is a link in many images", file("COPY --from=build /a /bin/a")],
    [
      "folders with rights of their own",
      file("COPY --from=build /a /tmp/a\nCOPY --from=build /a /home/me/a\nCOPY --from=build /a /var/run/a"),
    ],
    ["an owner by name", file("COPY --from=build --chown=app:app /a /app/")],
    ["an owner in a variable", file("COPY --from=build --chown=$UID /a /app/")],
    ["a mode", file("COPY --from=build --chmod=755 /a /app/")],
    ["a folder that a RUN has made", file("COPY --from=build /a /app/bin/", "RUN mkdir /app && chown 1000 /app\n")],
    ["a destination that a RUN names", file("COPY --from=build /a /usr/local/go", "RUN ln -s /opt/go /usr/local/go\n")],
    ["an unknown destination", file("COPY --from=build /a $DIR/", "ARG DIR\n")],
    ["an unknown working directory", file("COPY --from=build /a .", "", "base")],
    ["an empty image", file("COPY --from=build /a /a", "", "scratch")],
    ["a base that hangs on a variable", file("COPY --from=build /a /a", "", "$BASE")],
    ["an old syntax", `# syntax=docker/dockerfile:1.3\n${file("COPY --from=build /a /app/")}`],
    ["a stage that only builds", "FROM a AS a\nFROM b AS b\nCOPY --from=a /x /x\nFROM c\nRUN --mount=type=bind,from=b,target=/b ls\n"],
    ["Windows", file("COPY --from=build /a /app/", "", "mcr.microsoft.com/windows/nanoserver:ltsc2025")],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
