import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/extracted-archive.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const from = "FROM debian:13-slim\n";

describe("dockerfile/extracted-archive", () => {
  it.each([
    ["a folder", `${from}COPY a.tar.gz /tmp/\nRUN tar -xzf /tmp/a.tar.gz -C /opt\n`, `${from}ADD a.tar.gz /opt/\n`],
    ["another name", `${from}COPY x/a.tgz /tmp/b\nRUN tar xf /tmp/b -C /opt/\n`, `${from}ADD x/a.tgz /opt/\n`],
    ["the working directory", `${from}WORKDIR /srv\nCOPY a.tar .\nRUN tar xvf a.tar\n`, `${from}WORKDIR /srv\nADD a.tar /srv/\n`],
    [
      "what is deleted afterwards",
      `${from}COPY a.tar.xz /tmp/\nRUN mkdir -p /opt/a \\\n    && tar --extract --file=/tmp/a.tar.xz --directory /opt/a \\\n    && rm -f /tmp/a.tar.xz\nUSER x\n`,
      `${from}ADD a.tar.xz /opt/a/\nUSER x\n`,
    ],
    ["the root", `${from}COPY a.tar.bz2 /\nRUN tar -C / -xjf /a.tar.bz2`, `${from}ADD a.tar.bz2 /\n`],
    ["small letters", `${from}copy a.tar /tmp/\nrun tar xf /tmp/a.tar -C /x\n`, `${from}add a.tar /x/\n`],
  ])("lets ADD unpack it: %s", (_, text, fixed) => {
    expect(run(rule, text)).toMatchObject([{ fixed: [fixed] }]);
    expectLawfulFixes(rule, text);
    expectLawfulFixes(rule, text.replaceAll("\n", "\r\n"));
  });

  it.each([
    ["more in the RUN", `${from}COPY a.tgz /tmp/\nRUN tar xf /tmp/a.tgz -C /opt && /opt/install\n`, "2:1"],
    ["an owner", `${from}COPY --chown=1 a.tgz /tmp/\nRUN tar xf /tmp/a.tgz -C /opt\n`, "2:1"],
    ["several sources", `${from}COPY a.tgz b /tmp/\nRUN tar xf /tmp/a.tgz -C /opt\n`, "2:1"],
    ["a comment inside", `${from}COPY a.tgz /tmp/\nRUN \\\n  # Unpack\n  tar xf /tmp/a.tgz -C /opt\n`, "2:1"],
    ["a heredoc", `${from}COPY a.tgz /tmp/\nRUN <<EOF\ntar xf /tmp/a.tgz -C /opt\nEOF\n`, "2:1"],
    ["a RUN later on", `${from}COPY a.tgz /tmp/\nRUN cd /opt && tar xf /tmp/a.tgz\n`, "2:1"],
  ])("reports %s without a fix", (_, text, at) => {
    expect(run(rule, text)).toMatchObject([{ at, on: "COPY", fixed: [] }]);
  });

  it.each([
    ["zip", `${from}COPY a.zip /tmp/\nRUN unzip /tmp/a.zip\n`],
    ["another format", `${from}COPY a.tar.zst /tmp/\nRUN tar xf /tmp/a.tar.zst\n`],
    ["another stage's archive", `FROM a AS a\n${from}COPY --from=a a.tgz /tmp/\nRUN tar xf /tmp/a.tgz\n`],
    ["parts that are left out", `${from}COPY a.tgz /tmp/\nRUN tar xf /tmp/a.tgz -C /opt --strip-components=1\n`],
    ["single members", `${from}COPY a.tgz /tmp/\nRUN tar xf /tmp/a.tgz bin/x\n`],
    ["another archive", `${from}COPY a.tgz /tmp/\nRUN tar xf /tmp/b.tgz\n`],
    ["a list of it", `${from}COPY a.tgz /tmp/\nRUN tar tf /tmp/a.tgz\n`],
    ["a copy for later", `${from}COPY a.tgz /tmp/\n`],
    ["a pattern", `${from}COPY *.tgz /tmp/\nRUN tar xf /tmp/a.tgz\n`],
    ["a variable", `${from}ARG V\nCOPY a-$V.tgz /tmp/\nRUN tar xf /tmp/a-$V.tgz\n`],
    ["a condition", `${from}COPY a.tgz /tmp/\nRUN if x; then tar xf /tmp/a.tgz; fi\n`],
    ["ADD", `${from}ADD a.tgz /tmp/\nRUN tar xf /tmp/a.tgz\n`],
    ["a stage that only builds", `FROM debian:13 AS b\nCOPY a.tgz /tmp/\nRUN tar xf /tmp/a.tgz\n${from}COPY --from=b /x /x\n`],
    ["a trigger", `${from}ONBUILD COPY a.tgz /tmp/\nRUN tar xf /tmp/a.tgz\n`],
    ["a template", `${from}COPY a.tgz /tmp/\nRUN tar xf /tmp/a.tgz\n{% if x %}\nUSER node\n{% endif %}\n`],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
