import { describe, expect, it } from "vitest";
import type { Rule } from "../../../server/engine/rule.ts";
import exclusiveFilters from "../../../server/engine/rules/workflow/exclusive-filters.ts";
import frequentSchedule from "../../../server/engine/rules/workflow/frequent-schedule.ts";
import invalidActivityType from "../../../server/engine/rules/workflow/invalid-activity-type.ts";
import invalidCron from "../../../server/engine/rules/workflow/invalid-cron.ts";
import invalidDispatchInput from "../../../server/engine/rules/workflow/invalid-dispatch-input.ts";
import invalidGlob from "../../../server/engine/rules/workflow/invalid-glob.ts";
import invalidTimezone from "../../../server/engine/rules/workflow/invalid-timezone.ts";
import negativeOnlyFilter from "../../../server/engine/rules/workflow/negative-only-filter.ts";
import unavailableFilter from "../../../server/engine/rules/workflow/unavailable-filter.ts";
import unknownEvent from "../../../server/engine/rules/workflow/unknown-event.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const jobs = "jobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n";
const on = (text: string) => `on:\n${text.replace(/^/gm, "  ")}\n${jobs}`;
const future = { today: "2028-06-01" };

describe("workflow/unknown-event", () => {
  it.each([
    ["alone", `on: pull-request\n${jobs}`],
    ["in a list", `on: [push, 'pull_requests']\n${jobs}`],
    ["as a key", on("pull_reqest:\n  branches: [main]")],
  ])("mends a misspelt one %s", (_, text) => {
    expect(run(unknownEvent, text)).toHaveLength(1);
    expectLawfulFixes(unknownEvent, text);
  });

  it("warns only of one that may be new, and hints once the table is old", () => {
    expect(run(unknownEvent, `on: teleportation\n${jobs}`)).toMatchObject([{ severity: "warning", fixed: [] }]);
    expect(run(unknownEvent, `on: pull-request\n${jobs}`, future)).toMatchObject([{ severity: "hint" }]);
  });

  it("offers no event that is there already", () => {
    expect(run(unknownEvent, on("pull_request:\npull_requests:"))).toMatchObject([{ on: "pull_requests", fixed: [] }]);
  });

  it.each([
    ["known events", `on: [push, workflow_dispatch, image_version, merge_group]\n${jobs}`],
    ["an expression", `on: ${"${{ inputs.event }}"}\n${jobs}`],
    ["no events", `on:\n${jobs}`],
  ])("is silent on %s", (_, text) => {
    expect(places(unknownEvent, text)).toEqual([]);
  });

  it("knows that other forges have events of their own", () => {
    expect(places(unknownEvent, `on: teleportation\n${jobs}`, { path: ".forgejo/workflows/ci.yml" })).toEqual([]);
  });
});

describe("workflow/invalid-activity-type", () => {
  it.each(["types: [opened, synchronized]", "types: synchronise", "types:\n    - opened\n    - 'labelled'"])("mends %s", (types) => {
    const text = on(`pull_request:\n  ${types}`);
    expect(run(invalidActivityType, text)).toHaveLength(1);
    expectLawfulFixes(invalidActivityType, text);
  });

  it("knows that merged pull requests are closed", () => {
    expect(run(invalidActivityType, on("pull_request:\n  types: [merged]"))[0]?.fixed[0]).toContain("types: [closed]");
    expect(run(invalidActivityType, on("pull_request:\n  types: [closed, merged]"))).toMatchObject([{ fixed: [] }]);
  });

  it("removes the types of events that have none", () => {
    const text = on("push:\n  types: [opened]\n  branches: [main]");
    expect(run(invalidActivityType, text)).toMatchObject([{ on: "types" }]);
    expectLawfulFixes(invalidActivityType, text);
  });

  it("warns only of one that may be new", () => {
    expect(run(invalidActivityType, on("issues:\n  types: [teleported]"))).toMatchObject([{ severity: "warning" }]);
  });

  it.each([
    ["known types", on("issues:\n  types: [opened, typed]\nrelease:\n  types: published")],
    ["any type of a dispatch", on("repository_dispatch:\n  types: [deploy-it]")],
    ["an expression", on("issues:\n  types: ['${{ inputs.a }}']")],
    ["an unknown event", on("teleportation:\n  types: [done]")],
  ])("is silent on %s", (_, text) => {
    expect(places(invalidActivityType, text)).toEqual([]);
  });
});

describe("workflow/unavailable-filter", () => {
  it.each([
    ["release:\n  types: [published]\n  branches: [main]", "branches"],
    ["pull_request:\n  branches: [main]\n  tags: ['v*']", "tags"],
    ["workflow_run:\n  workflows: [CI]\n  paths: [src/**]", "paths"],
  ])("reports and removes: %s", (text, key) => {
    expect(run(unavailableFilter, on(text))).toMatchObject([{ on: key }]);
    expectLawfulFixes(unavailableFilter, on(text));
  });

  it.each([
    ["push", on("push:\n  branches: [a]\n  tags: [b]\n  paths: [c]")],
    ["pull requests", on("pull_request_target:\n  branches: [a]\n  paths-ignore: [c]")],
    ["the merge queue and other workflows", on("merge_group:\n  branches: [a]\nworkflow_run:\n  workflows: [a]\n  branches: [b]")],
    [
      "inputs and schedules",
      on(
        "workflow_call:\n  inputs: {a: {type: string}}\nworkflow_dispatch:\n  inputs: {a: {type: string}}\nschedule:\n  - cron: 0 4 * * *",
      ),
    ],
    ["an unknown event", on("teleportation:\n  branches: [a]")],
  ])("is silent on %s", (_, text) => {
    expect(places(unavailableFilter, text)).toEqual([]);
  });
});

describe("workflow/exclusive-filters", () => {
  it.each([
    "branches: ['release/**']\n  branches-ignore: ['release/**-alpha']",
    "paths:\n    - src/**\n    # Of these, not all.\n    - lib/**\n  paths-ignore:\n    - '**.md'",
    "tags-ignore: v0.*\n  tags: v*",
  ])("joins them: %s", (filters) => {
    const text = on(`push:\n  ${filters}`);
    expect(run(exclusiveFilters, text)).toHaveLength(1);
    expectLawfulFixes(exclusiveFilters, text);
  });

  it("offers nothing where patterns are taken out twice or unknown", () => {
    expect(run(exclusiveFilters, on("push:\n  branches: [a]\n  branches-ignore: ['!b']"))).toMatchObject([{ fixed: [] }]);
    expect(run(exclusiveFilters, on("push:\n  branches: [a]\n  branches-ignore: $default-branch"))).toMatchObject([{ fixed: [] }]);
  });

  it("is silent on pairs of other things", () => {
    expect(places(exclusiveFilters, on("push:\n  branches: [a]\n  tags-ignore: [b]\n  paths: [c]"))).toEqual([]);
  });
});

describe("workflow/invalid-glob", () => {
  it.each([
    ["branches", "'^main'"],
    ["branches", "'release/\\d+'"],
    ["branches", "feature branch"],
    ["branches", "a~b"],
    ["branches", "/main"],
    ["branches", "main/"],
    ["branches", "refs/heads/main"],
    ["tags", "'v[9-0]'"],
    ["tags", "'v[]'"],
    ["tags", "'v[0-9'"],
    ["tags", "'!'"],
    ["paths", "./src/**"],
    ["paths", "/src/**"],
    ["paths", "'!./docs/**'"],
    ["paths", "../other/**"],
  ])("reports %s %s", (key, pattern) => {
    const text = on(`push:\n  ${key}:\n    - ${pattern}\n    - good`);
    expect(run(invalidGlob, text)).toHaveLength(1);
    expect(run(invalidGlob, text)[0]?.severity).toBeUndefined();
    expectLawfulFixes(invalidGlob, text);
  });

  it.each(["'release/.*'", "'(main|develop)'", "'v[0-9]+$'"])(
    "only warns of what merely looks like a regular expression: %s",
    (pattern) => {
      expect(run(invalidGlob, on(`push:\n  branches: [${pattern}]`))).toMatchObject([{ severity: "warning" }]);
    },
  );

  it.each([
    ["tags", "'v*.*.*'"],
    ["tags", "'v[0-9]+.[0-9]+.[0-9]+'"],
    ["tags", "'v[0-9]+.[0-9]+.[0-9]+-rc.*'"],
    ["branches", "'**'"],
    ["branches", "$default-branch"],
    ["branches", "'!release/**-alpha'"],
    ["branches", "feature/a+b"],
    ["branches", "'dependabot/npm_and_yarn/**'"],
    ["branches", "'\\[a\\]'"],
    ["branches", "${{ inputs.a }}"],
    ["paths", "'.github/workflows/ci.yml'"],
    ["paths", "'**.{js,ts}'"],
    ["paths", "'my docs/**'"],
    ["paths", "'!**/*.md'"],
    ["paths", "docs/"],
  ])("is silent on %s %s", (key, pattern) => {
    expect(places(invalidGlob, on(`push:\n  ${key}: [${pattern.startsWith("$") ? `'${pattern}'` : pattern}]`))).toEqual([]);
  });
});

describe("workflow/negative-only-filter", () => {
  it.each(["\n      - '!docs/**'\n      - '!**.md' # remark", " ['!docs/**', '!**.md']", " '!docs/**'"])(
    "lets everything through first:%s",
    (patterns) => {
      const text = on(`push:\n  paths:${patterns.replaceAll("\n      ", "\n    ")}`);
      expect(run(negativeOnlyFilter, text)).toHaveLength(1);
      expectLawfulFixes(negativeOnlyFilter, text);
      expect(run(negativeOnlyFilter, text)[0]?.fixed[0]).toContain("'**'");
    },
  );

  it("is silent where something is let through, on -ignore and on what is unknown", () => {
    for (const filter of ["paths: ['**', '!docs/**']", "paths-ignore: ['!docs/**']", "branches: ['!a', $default-branch]", "branches: []"]) {
      expect(places(negativeOnlyFilter, on(`push:\n  ${filter}`))).toEqual([]);
    }
  });
});

const cron = (text: string) => on(`schedule:\n  - cron: '${text}'`);

describe("workflow/invalid-cron", () => {
  it.each([
    ["60 * * * *", "60"],
    ["* 24 * * *", "24"],
    ["* * 0 * *", "0"],
    ["* * * 13 *", "13"],
    ["* * * * 7", "7"],
    ["* * * * *  *", "* * * * *  *"],
    ["0 4 * *", "0 4 * *"],
    ["@daily", "@daily"],
    ["0 4 ? * *", "?"],
    ["0 4 L * *", "L"],
    ["0 4 * * MON#1", "MON#1"],
    ["0 4 * * MO", "MO"],
    ["*/0 * * * *", "*/0"],
    ["30-10 * * * *", "30-10"],
    ["1,,2 * * * *", "1,,2"],
    ["0 0 31 2 *", "31 2"],
    ["0 0 31 4,6 *", "31 4,6"],
  ])("reports %s", (text, onText) => {
    expect(run(invalidCron, cron(text)).map((one) => one.on.replaceAll("'", ""))).toEqual([onText]);
  });

  it.each([
    "0 4 * * *",
    "*/15 1-5 1,15 JAN-mar MON-FRI",
    "5/15 * * * *",
    "0 0 29 2 *",
    "0 0 31 2 1",
    "0  4 * * 0",
    "0-30/10 * * * *",
    "$cron-daily",
    "${{ inputs.a }}",
  ])("is silent on %s", (text) => {
    expect(places(invalidCron, cron(text))).toEqual([]);
  });
});

describe("workflow/frequent-schedule", () => {
  it.each(["* * * * *", "*/2 4 * * *", "0,3 * * * *", "58,1 * * * *", "59 23,0 * * *".replace("59 23,0", "0,59 *")])(
    "reports %s",
    (text) => {
      expect(places(frequentSchedule, cron(text))).toHaveLength(1);
    },
  );

  it.each(["*/5 * * * *", "0,55 * * * *", "0,59 4 * * *", "0 * * * *", "60 * * * *", "0 4 * * *"])("is silent on %s", (text) => {
    expect(places(frequentSchedule, cron(text))).toEqual([]);
  });
});

describe("workflow/invalid-timezone", () => {
  const zone = (name: string) => on(`schedule:\n  - cron: 0 4 * * *\n    timezone: ${name}`);

  it.each(["Europe/Berln", "'America/New York'", "Asia/Tokio"])("mends %s", (name) => {
    expect(run(invalidTimezone, zone(name))).toHaveLength(1);
    expect(run(invalidTimezone, zone(name))[0]?.fixed).toHaveLength(1);
    expectLawfulFixes(invalidTimezone, zone(name));
  });

  it("reports offsets and names that are none", () => {
    for (const name of ["'+02:00'", "Mars/Olympus-Mons"]) expect(run(invalidTimezone, zone(name))).toHaveLength(1);
  });

  it.each(["Europe/Berlin", "UTC", "America/Argentina/Buenos_Aires", "'${{ vars.ZONE }}'"])("is silent on %s", (name) => {
    expect(places(invalidTimezone, zone(name))).toEqual([]);
  });
});

describe("workflow/invalid-dispatch-input", () => {
  const input = (text: string, event = "workflow_dispatch") => on(`${event}:\n  inputs:\n    a:\n${text.replace(/^/gm, "      ")}`);
  const found = (rule: Rule, text: string) => run(rule, text).map((one) => one.on);

  it.each([
    ["type: choice", "choice"],
    ["type: choice\noptions: [b, c]\ndefault: d", "d"],
    ["type: string\noptions: [b, c]", "options"],
    ["options: [b, c]", "options"],
    ["type: boolean\ndefault: maybe", "maybe"],
    ["type: number\ndefault: many", "many"],
  ])("reports %s", (text, onText) => {
    expect(found(invalidDispatchInput as Rule, input(text))).toEqual([onText]);
  });

  it("adds the options that the default tells", () => {
    expectLawfulFixes(invalidDispatchInput, input("type: choice\ndefault: staging"));
    expect(run(invalidDispatchInput, input("type: choice"))).toMatchObject([{ fixed: [] }]);
  });

  it("reports the first input beyond 25", () => {
    const inputs = (count: number) =>
      on(`workflow_dispatch:\n  inputs:\n${Array.from({ length: count }, (_, i) => `    a${i}: {type: string}`).join("\n")}`);
    expect(found(invalidDispatchInput as Rule, inputs(26))).toEqual(["a25"]);
    expect(places(invalidDispatchInput, inputs(25))).toEqual([]);
  });

  it("hints at a default that is never used", () => {
    expect(run(invalidDispatchInput, input("type: string\nrequired: true\ndefault: b", "workflow_call"))).toMatchObject([
      { on: "default", severity: "hint" },
    ]);
  });

  it.each([
    ["a choice", input("type: choice\noptions: [b, c]\ndefault: c")],
    ["numbers as options", input("type: choice\noptions: [1, 2]\ndefault: 2")],
    ["a quoted switch", input("type: boolean\ndefault: 'true'")],
    ["a number", input("type: number\ndefault: 1.5")],
    ["no default", input("type: boolean\ndefault:")],
    ["an expression", input("type: boolean\ndefault: ${{ github.ref == 'a' }}", "workflow_call")],
    ["a required input with a default, for people", input("type: string\nrequired: true\ndefault: b")],
    ["an environment", input("type: environment\ndefault: production")],
    ["a type that there is not, which is another matter", input("type: sting\ndefault: b")],
  ])("is silent on %s", (_, text) => {
    expect(places(invalidDispatchInput, text)).toEqual([]);
  });
});
