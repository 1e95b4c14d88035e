import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/world-writable-files.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

describe("dockerfile/world-writable-files", () => {
  it.each([
    ["digits", "FROM debian:13-slim\nRUN chmod -R 777 /data\n", ["2:14"]],
    ["four digits", "FROM debian:13-slim\nRUN chmod 0666 /data/a\n", ["2:11"]],
    ["letters", "FROM debian:13-slim\nRUN chmod a+rwX /data\n", ["2:11"]],
    ["letters for others", "FROM debian:13-slim\nRUN chmod u=rw,o+w /data\n", ["2:11"]],
    ["COPY", "FROM debian:13-slim\nCOPY --chmod=777 a /a\n", ["2:14"]],
    ["the setuid bit", "FROM debian:13-slim\nRUN chmod u+s /bin/a\n", ["2:11"]],
    ["the setuid bit for all", "FROM debian:13-slim\nRUN chmod +s /bin/a\n", ["2:11"]],
    ["the setuid bit in digits", "FROM debian:13-slim\nRUN chmod 4755 /bin/a && chmod 6711 /bin/b\n", ["2:11", "2:32"]],
    ["the setuid bit by COPY", "FROM debian:13-slim\nCOPY --chmod=4755 a /a\n", ["2:14"]],
    ["install", "FROM debian:13-slim\nRUN install -m 4755 a /usr/bin/a\n", ["2:16"]],
    ["mkdir", "FROM debian:13-slim\nRUN mkdir -p -m 777 /data\n", ["2:17"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it.each([
    ["others may read", "FROM debian:13-slim\nRUN chmod 755 /a && chmod 644 /b && chmod u+w /c && chmod +x /d && chmod g+w /e\n"],
    [
      "the setuid bit taken away",
      "FROM debian:13-slim\nRUN chmod u-s /bin/a && chmod a-s /bin/b && find / -perm /6000 -exec chmod ug-s {} +\n",
    ],
    ["the bit of the group", "FROM debian:13-slim\nRUN chmod g+s /data && chmod 2775 /data\n"],
    ["a folder for a setuid program", "FROM debian:13-slim\nRUN chmod 0755 /data\n"],
    ["letters without anybody, of which the umask leaves the owner", "FROM debian:13-slim\nRUN chmod +w /a && chmod -R +rwX /b\n"],
    ["the sticky bit", "FROM debian:13-slim\nRUN chmod 1777 /tmp\n"],
    ["taking it away", "FROM debian:13-slim\nRUN chmod o-w /a && chmod go-rwx /b\n"],
    ["what is deleted again", 'FROM debian:13-slim\nRUN chmod 777 "$dir" && rm -rf "$dir"\n'],
    ["a builder", "FROM debian:13 AS build\nRUN chmod 777 /a\nFROM scratch\nCOPY --from=build /a /a\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });

  it.each([
    ["RUN chmod -R 777 /data\r\n", "RUN chmod -R 775 /data\r\n"],
    ["RUN a && \\\n  # data\n  chmod 0666 /data\n", "RUN a && \\\n  # data\n  chmod 0664 /data\n"],
    ["RUN chmod 4755 /a\n", "RUN chmod 755 /a\n"],
    ["RUN chmod 6777 /a\n", "RUN chmod 2775 /a\n"],
    ["RUN chmod a+rwX /a\n", "RUN chmod a+rX,ug+w /a\n"],
    ["RUN chmod a+w /a\n", "RUN chmod ug+w /a\n"],
    ["RUN chmod o+w /a\n", undefined],
    ["RUN chmod u+s /a\n", undefined],
    ['RUN ["chmod", "777", "/a"]\n', 'RUN ["chmod", "775", "/a"]\n'],
    ["COPY --chmod=0777 a /a\n", "COPY --chmod=0775 a /a\n"],
    ["RUN <<EOF\nmkdir -p -m 777 /data\nEOF\n", "RUN <<EOF\nmkdir -p -m 775 /data\nEOF\n"],
    ["RUN sh -c 'chmod 777 /a'\n", undefined],
  ])("narrows %j", (text, fixed) => {
    expect(run(rule, `FROM debian:13-slim\n${text}`).map((one) => one.fixed)).toEqual([
      fixed === undefined ? [] : [`FROM debian:13-slim\n${fixed}`],
    ]);
  });
});
