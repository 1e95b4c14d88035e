import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/relinked-shell.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

describe("dockerfile/relinked-shell", () => {
  it.each([
    ["ln", "FROM debian:13-slim\nRUN ln -sf /bin/bash /bin/sh\n", ["2:5"]],
    ["behind another", "FROM debian:13-slim\nRUN rm /bin/sh && ln -s bash /bin/sh\n", ["2:19"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it("says it by SHELL where the RUN does nothing else", () => {
    const fixed = (text: string) => run(rule, `FROM debian:13\n${text}`)[0]?.fixed;
    expect(fixed("RUN rm /bin/sh && \\\n  ln -s bash /bin/sh\nRUN a\n")).toEqual(['FROM debian:13\nSHELL ["/bin/bash", "-c"]\nRUN a\n']);
    expect(fixed("RUN ln -sf /usr/bin/zsh /bin/sh\n")).toEqual(['FROM debian:13\nSHELL ["/usr/bin/zsh", "-c"]\n']);
    expect(fixed("RUN apt-get update && ln -sf /bin/bash /bin/sh\n")).toEqual([]);
    expect(fixed("RUN rm /bin/sh && \\\n  # why\n  ln -s bash /bin/sh\n")).toEqual([]);
    expect(fixed("ONBUILD RUN ln -sf /bin/bash /bin/sh\n")).toEqual([]);
    expect(fixed("RUN ln -sf $SHELL /bin/sh\n")).toEqual([]);
  });

  it.each([
    ["another link", "FROM debian:13-slim\nRUN ln -s /usr/bin/python3 /usr/bin/python\n"],
    ["SHELL", 'FROM debian:13-slim\nSHELL ["/bin/bash", "-c"]\n'],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
