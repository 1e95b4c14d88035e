import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/invalid-exec-form.ts";
import { expectLawfulFixes, run } from "../support.ts";

describe("dockerfile/invalid-exec-form", () => {
  it.each([
    ['CMD ["sleep", 60, true, -1.5]\n', 'CMD ["sleep", "60", "true", "-1.5"]\n'],
    ['CMD [ "sleep", \\\r\n  60 ]\r\n', 'CMD [ "sleep", \\\r\n  "60" ]\r\n'],
    ['RUN ["a 1, true", "\\"2", 3]\n', 'RUN ["a 1, true", "\\"2", "3"]\n'],
    ['HEALTHCHECK CMD ["a", 1]\n', 'HEALTHCHECK CMD ["a", "1"]\n'],
    ['CMD ["a", ["b"]]\n', undefined],
    ['CMD ["a", null]\n', undefined],
    ['CMD ["a", {"b": 1}]\n', undefined],
  ])("quotes what %j holds", (text, fixed) => {
    const found = run(rule, `FROM a:1\n${text}`);
    expect(found.map((one) => one.fixed)).toEqual([fixed === undefined ? [] : [`FROM a:1\n${fixed}`]]);
    expectLawfulFixes(rule, `FROM a:1\n${text}`);
  });
});
