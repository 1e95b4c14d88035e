import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/misspelt-variable.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

describe("dockerfile/misspelt-variable", () => {
  it.each([
    ["a slip in the path", "FROM alpine:3.24\nENV PATH=/a:$PAHT\n", ["2:14"], ["PATH"]],
    ["two letters swapped", "FROM alpine:3.24\nARG VERSION=1\nLABEL v=$VERISON\n", ["3:10"], ["VERSION"]],
    ["another case", "FROM alpine:3.24\nARG dir=/a\nWORKDIR ${DIR}\n", ["3:11"], ["dir"]],
    ["two letters of a long name", "FROM alpine:3.24\nARG APPLICATION_DIR=1\nCOPY a ${APLICATION_DR}\n", ["3:10"], ["APPLICATION_DIR"]],
    ["a base stage's name", "FROM alpine:3.24 AS a\nENV ROOTDIR=/r\nFROM a\nWORKDIR $ROOTDR\n", ["4:10"], ["ROOTDIR"]],
    ["a mount's value", "FROM alpine:3.24\nARG CACHE=/c\nRUN --mount=type=cache,target=$CACEH echo $CACEH\n", ["3:32"], ["CACHE"]],
    ["a global argument's default", "ARG VERSION=1\nARG TAG=v$VERSON\nFROM a:$TAG\n", ["2:11"], ["VERSION"]],
    ["an unknown name on scratch", "FROM scratch\nCOPY a $TARGET\n", ["2:9"], [undefined]],
    ["a heredoc that is expanded", "FROM nginx:1.29\nCOPY <<E /c\nh $host; $uri;\nE\n", ["3:4"], ["<<'E'"]],
    [
      "a heredoc with a declared name, which a person has to look at",
      "FROM nginx:1.29\nARG PORT=1\nCOPY <<-E /c\nl $PORT $uri;\nE\n",
      ["4:10"],
      [undefined],
    ],
  ])("reports %s", (_, text, at, meant) => {
    const found = run(rule, text);
    expect(found.map((one) => one.at)).toEqual(at);
    const written = found.map(
      ({ fixes }) => fixes?.[0]?.changes.flatMap((change) => (change.kind === "edit" ? change.edits : []))[0]?.text,
    );
    expect(written).toEqual(meant);
    expectLawfulFixes(rule, text);
  });

  it.each([
    ["a name that the base may set", "FROM acme/base:1\nENV APP_HOME=/a\nWORKDIR $DATA_ROOT\n"],
    ["a name of the image", "FROM kafka:4\nENV KAFKA_NAME=/a\nWORKDIR $KAFKA_HOME\n"],
    ["the builder's own", "FROM scratch\nCOPY a-$TARGETARCH /a\nENV A=$http_proxy P=$PATH\n"],
    ["a number that differs", "FROM alpine:3.24\nARG VERSION1=1\nENV A=$VERSION2\n"],
    ["a short name", "FROM alpine:3.24\nARG GID=1\nUSER $UID\n"],
    ["a default", "FROM alpine:3.24\nARG VERSION=1\nENV A=${VERISON:-2} B=${VERISON+1}\n"],
    ["a script", "FROM alpine:3.24\nARG VERSION=1\nRUN echo $VERISON\nCMD echo $VERISON\n"],
    ["a quoted heredoc", "FROM alpine:3.24\nCOPY <<'E' /c\n$host\nE\n"],
    ["a heredoc of RUN", "FROM alpine:3.24\nRUN <<E\nhost=1; echo $host\nE\n"],
    ["a heredoc with a name in capitals", "FROM acme/base:1\nCOPY <<E /c\n$HOST_NAME\nE\n"],
    ["single quotes and escapes", "FROM scratch\nLABEL a='$b' c=\\$d\n"],
    ["an argument of another stage", "ARG V=1\nFROM alpine:3.24\nLABEL v=$V\n"],
    ["FROM", "ARG VERSION=1\nFROM a:$VERSON\n"],
    ["a trigger", "FROM alpine:3.24\nARG VERSION=1\nONBUILD LABEL a=$VERISON\n"],
    ["Windows", "FROM mcr.microsoft.com/windows/nanoserver:ltsc2025\nENV Tools=C:/t\nWORKDIR $TOOLS\n"],
    ["a template", "FROM {{ a }}\nARG VERSION=1\nENV A=$VERISON\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
