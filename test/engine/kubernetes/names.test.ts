import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type NameForm, nameFormOf, nameProblem } from "../../../server/engine/languages/kubernetes/names.ts";

/** The forms as the API server's own expressions have them. */
const forms: Readonly<Record<NameForm, (name: string) => boolean>> = {
  label: (name) => name.length <= 63 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name),
  "label-1035": (name) => name.length <= 63 && /^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(name),
  subdomain: (name) => name.length <= 253 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(name),
  port: (name) =>
    name.length <= 15 &&
    /^[-a-z0-9]+$/.test(name) &&
    /[a-z]/.test(name) &&
    !name.includes("--") &&
    !name.startsWith("-") &&
    !name.endsWith("-"),
  "label-value": (name) => name.length <= 63 && /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/.test(name),
  "label-key": (name) => isKey(name),
  "annotation-key": (name) => isKey(name.toLowerCase()),
  "path-segment": (name) => name !== "" && name !== "." && name !== ".." && !/[/%]/.test(name),
  "data-key": (name) => name.length <= 253 && /^[-._a-zA-Z0-9]+$/.test(name) && name !== "." && !name.startsWith(".."),
  "environment-variable": (name) => /^[ -<>-~]+$/.test(name),
};

function isKey(key: string): boolean {
  const parts = key.split("/");
  const [prefix, name] = parts.length === 1 ? [undefined, parts[0] ?? ""] : [parts[0] ?? "", parts[1] ?? ""];
  if (parts.length > 2 || (prefix !== undefined && !forms.subdomain(prefix))) return false;
  return name.length <= 63 && /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/.test(name);
}

const names = fc.oneof(
  fc.string({ unit: fc.constantFrom(..."aZ0-_./ é%="), maxLength: 12 }),
  fc.string({ unit: fc.constantFrom(..."abc-."), maxLength: 12 }),
  fc.string({ unit: fc.constantFrom(..."a9-"), minLength: 10, maxLength: 300 }),
);

describe("names", () => {
  for (const form of Object.keys(forms) as NameForm[])
    it(`of the form ${form} are those that the API server takes`, () => {
      fc.assert(
        fc.property(names, (name) => {
          const problem = nameProblem(form, name);
          expect(problem === undefined).toBe(forms[form](name));
          if (!problem) return;
          expect(problem.start).toBeGreaterThanOrEqual(0);
          expect(problem.end).toBeLessThanOrEqual(name.length);
          expect(problem.end > problem.start || name === "" || /(?:^|\/)(?:\/|$)/.test(name)).toBe(true);
          expect(problem.must).not.toBe("");
          if (problem.corrected === undefined) return;
          expect(forms[form](problem.corrected)).toBe(true);
          expect(problem.corrected).not.toBe(name);
        }),
        { numRuns: 3_000 },
      );
    });

  it("are corrected where one is certain", () => {
    const corrected = (form: NameForm, name: string) => nameProblem(form, name)?.corrected;
    expect(corrected("subdomain", "My_App")).toBe("my-app");
    expect(corrected("subdomain", "my-app-")).toBe("my-app");
    expect(corrected("subdomain", "my..app-.v1")).toBe("my.app.v1");
    expect(corrected("label", "web.server")).toBe("web-server");
    expect(corrected("label", "web: server")).toBe("web-server");
    expect(corrected("label", "grün")).toBeUndefined();
    expect(corrected("label", "a".repeat(64))).toBeUndefined();
    expect(corrected("label", "___")).toBeUndefined();
    expect(corrected("label-1035", "1st")).toBeUndefined();
    expect(corrected("label-1035", "-First")).toBe("first");
    expect(corrected("port", "HTTP_metrics")).toBe("http-metrics");
    expect(corrected("port", "a--b")).toBe("a-b");
    expect(corrected("port", "8080")).toBeUndefined();
    expect(corrected("port", "prometheus-metrics")).toBeUndefined();
    expect(corrected("label-value", "Team A/B")).toBe("Team-A-B");
    expect(corrected("label-key", "Example.com/Tier one")).toBeUndefined();
    expect(corrected("label-key", "Example.com/tier")).toBe("example.com/tier");
    expect(corrected("annotation-key", "Example.com/tier one")).toBe("Example.com/tier-one");
    expect(nameProblem("annotation-key", "Example.com/tier")).toBeUndefined();
  });

  it("say what is wrong, and where", () => {
    expect(nameProblem("subdomain", "my_app")).toMatchObject({ kind: "characters", start: 2, end: 3 });
    expect(nameProblem("label", "-web")).toMatchObject({ kind: "start", must: "begin with a letter or a digit", start: 0, end: 1 });
    expect(nameProblem("label", "web-")).toMatchObject({ kind: "end", start: 3, end: 4 });
    expect(nameProblem("label", "é")).toMatchObject({ kind: "characters", start: 0, end: 1 });
    expect(nameProblem("subdomain", "a".repeat(60), 52)).toMatchObject({
      kind: "too-long",
      must: "have no more than 52 characters",
      start: 52,
      end: 60,
    });
    expect(nameProblem("label-key", "app/web/x")).toMatchObject({ kind: "characters", start: 7, end: 8 });
    expect(nameProblem("label-key", "a//b")).toMatchObject({ must: "have one `/` at most, between a prefix and a name", start: 2 });
    expect(nameProblem("path-segment", "")).toMatchObject({ kind: "empty", start: 0, end: 0 });
    expect(nameProblem("label-key", "example.com/-x")).toMatchObject({ kind: "start", start: 12, end: 13 });
    expect(nameProblem("port", "80")).toMatchObject({ kind: "no-letter", start: 0, end: 2 });
    expect(nameProblem("path-segment", "system:node")).toBeUndefined();
  });

  it("are as long as their kinds let them be", () => {
    expect(nameFormOf("batch", "CronJob")).toEqual({ form: "subdomain", longest: 52 });
    expect(nameFormOf("batch", "Job")).toEqual({ form: "subdomain", longest: 63 });
    expect(nameFormOf("", "Service")).toEqual({ form: "label", longest: 63 });
    expect(nameFormOf("", "Service", 35)).toEqual({ form: "label-1035", longest: 63 });
    expect(nameFormOf("", "Namespace")).toEqual({ form: "label", longest: 63 });
    expect(nameFormOf("rbac.authorization.k8s.io", "ClusterRole")?.form).toBe("path-segment");
    expect(nameFormOf("apps", "Deployment")).toEqual({ form: "subdomain", longest: 253 });
    expect(nameFormOf("image.openshift.io", "ImageStreamTag")).toBeUndefined();
    expect(nameFormOf("", "Event")).toBeUndefined();
  });
});
