import { expect, it } from "vitest";
import a from "../../../server/engine/rules/kubernetes/unknown-field.ts";
import b from "../../../server/engine/rules/kubernetes/wrong-type.ts";
import c from "../../../server/engine/rules/kubernetes/missing-field.ts";
import d from "../../../server/engine/rules/kubernetes/invalid-value.ts";
import e from "../../../server/engine/rules/kubernetes/unquoted-value.ts";
import f from "../../../server/engine/rules/kubernetes/removed-api.ts";
import g from "../../../server/engine/rules/kubernetes/deprecated-api.ts";
import h from "../../../server/engine/rules/kubernetes/wrong-api-group.ts";
import i from "../../../server/engine/rules/kubernetes/missing-separator.ts";
import { expectLawfulFixes, run } from "../support.ts";
for (const rule of [a, b, c, d, e, f, g, h, i])
  for (const example of rule.examples)
    it(`${rule.id} ${example.title}`, () => {
      const [found, ...more] = run(rule, example.bad);
      expect(more).toEqual([]);
      expect(run(rule, example.good)).toEqual([]);
      console.log(found?.message, found?.on);
      if (rule.fix && rule !== g) expect(found?.fixed[0]).toBe(example.good);
      expectLawfulFixes(rule, example.bad);
    });
