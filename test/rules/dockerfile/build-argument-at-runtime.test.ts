import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/build-argument-at-runtime.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const on = (text: string) => `FROM alpine:3.24\nARG MODE=a\n${text}`;

describe("dockerfile/build-argument-at-runtime", () => {
  it.each([
    ["the shell form", "CMD app --mode $MODE ${MODE}\n", ["3:17"]],
    ["a shell in the exec form", 'ENTRYPOINT ["sh", "-c", "exec app ${MODE}"]\n', ["3:37"]],
    ["a health check", 'HEALTHCHECK CMD app check "$MODE"\n', ["3:29"]],
    ["each instruction", "ENTRYPOINT app $MODE\nHEALTHCHECK CMD app $MODE\n", ["3:17", "4:22"]],
    ["a stage built on the one that has it", "FROM alpine:3.24 AS a\nARG LEVEL\nFROM a\nCMD app $LEVEL\n", ["6:10"]],
    ["Windows' line breaks", "CMD app $MODE\r\n", ["3:10"]],
    ["a port with a default", "ARG PORT=80\nCMD app $PORT\n", ["4:10"]],
    ["the platform", "ARG TARGETARCH\nCMD app-$TARGETARCH\n", ["4:10"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, on(text))).toEqual(at);
    if (at.length === 1) expectLawfulFixes(rule, on(text));
  });

  it("inserts ENV behind the ARG, but not for a secret", () => {
    expect(run(rule, on("RUN x\nCMD app $MODE\n"))[0]?.fixed).toEqual([on("ENV MODE=$MODE\nRUN x\nCMD app $MODE\n")]);
    expect(run(rule, "FROM alpine:3.24\nARG API_TOKEN\nCMD app $API_TOKEN\n")[0]?.fixed).toEqual([]);
  });

  it.each([
    ["an ENV", "ENV MODE=$MODE\nCMD app $MODE\n"],
    ["an ENV behind it", "CMD app $MODE\nENV MODE=b\n"],
    ["a default", "CMD app ${MODE:-b} ${MODE-c} ${MODE:+d}\n"],
    ["a variable of the script", "CMD MODE=b; app $MODE\n"],
    ["a loop of the script", "CMD for MODE in a b; do app $MODE; done\n"],
    ["a script that reads settings", "CMD . /etc/app.env && app $MODE\n"],
    ["single quotes and escapes", "CMD app '$MODE' \\$MODE\n"],
    ["the exec form without a shell", 'CMD ["app", "$MODE"]\n'],
    ["a RUN", "RUN app $MODE\n"],
    ["an argument that comes later", "CMD app $LATER\nARG LATER\n"],
    ["an argument of another stage", "FROM alpine:3.24\nCMD app $MODE\n"],
    ["a port that the platform gives", "ARG PORT\nCMD app $PORT\n"],
    ["a proxy", "ARG HTTP_PROXY\nCMD app $HTTP_PROXY\n"],
    ["a global argument, which is reported as unscoped", "FROM alpine:3.24\nCMD app $OTHER\n"],
    ["another shell", 'SHELL ["pwsh", "-c"]\nCMD app $MODE\n'],
    ["what the image brings", "FROM node:24\nARG NODE_VERSION\nCMD app $NODE_VERSION\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, on(text))).toEqual([]);
  });

  it.each([
    ["Compose", "compose.yaml", "services:\n  a:\n    build: .\n    environment:\n      MODE: b\n", 0],
    ["a file of Compose's", "compose.yaml", "services:\n  a:\n    build: .\n    env_file: .env\n", 0],
    [
      "arguments of Compose's builds, which are gone as well",
      "compose.yaml",
      "services:\n  a:\n    build:\n      context: .\n      args:\n        MODE: b\n",
      1,
    ],
    [
      "a container",
      "k8s/app.yaml",
      "kind: Pod\nspec:\n  containers:\n    - name: a\n      env:\n        - name: MODE\n          value: b\n",
      0,
    ],
    [
      "a configuration map",
      "k8s/app.yaml",
      "kind: Pod\nspec:\n  containers:\n    - name: a\n      envFrom:\n        - configMapRef: {name: c}\n",
      0,
    ],
    ["a chart's values", "chart/values.yaml", "env:\n  MODE: b\n", 0],
    [
      "another variable",
      "k8s/app.yaml",
      "kind: Pod\nspec:\n  containers:\n    - name: a\n      env:\n        - name: OTHER\n          value: MODE\n",
      1,
    ],
  ])("looks at what sets variables at run time: %s", (_, path, text, count) => {
    expect(places(rule, on("CMD app $MODE\n"), { files: { [path]: text } })).toHaveLength(count);
  });
});
