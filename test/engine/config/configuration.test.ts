import { Ajv, type ValidateFunction } from "ajv";
import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import type { Configuration } from "../../../server/engine/config/configuration.ts";
import { readHadolintSettings } from "../../../server/engine/config/hadolint.ts";
import { configurationSchema, sharedSchema } from "../../../server/engine/config/json-schema.ts";
import { type ConfigurationOverrides, loadConfiguration } from "../../../server/engine/config/load.ts";
import type { Rule } from "../../../server/engine/rule.ts";
import { memoryWorkspace, Snapshot, unseenWorkspace } from "../../../server/engine/workspace/workspace.ts";
import {
  incomplete,
  latest,
  opinion,
  persisted,
  rootUser,
  ruleOf,
  rules,
  runnerLabel,
  secretVariable,
  undigested,
  unpinned,
  untagged,
} from "./rules.ts";

const load = (files: Record<string, string>, path = "Dockerfile", overrides: ConfigurationOverrides = {}) =>
  loadConfiguration(path, memoryWorkspace(files), overrides, rules);
const configured = (text: string, path?: string, overrides?: ConfigurationOverrides) =>
  load({ ".deployment-patterns.yaml": text }, path, overrides);

/** The problems as `text under the span → message [suggestion]`. */
function problems(text: string): string[] {
  return configured(text).problems.map(({ span, message, suggestion }) => {
    return `${text.slice(span.start, span.end)} → ${message}${suggestion ? ` [${suggestion}]` : ""}`;
  });
}

describe("without a file", () => {
  it("is `recommended`, each rule with its own severity", () => {
    const configuration = load({});
    expect(configuration.path).toBeUndefined();
    expect(configuration.problems).toEqual([]);
    expect(configuration.severityOf(rootUser, "Dockerfile")).toBe("warning");
    expect(configuration.severityOf(undigested, "Dockerfile")).toBe("off");
    expect(configuration.severityOf(opinion, "Dockerfile")).toBe("off");
    expect(configuration.ignores("Dockerfile")).toBe(false);
    expect(configuration.dialect).toBe("github");
    expect(configuration.kubernetesVersion).toBeUndefined();
  });

  it("gives the default options", () => {
    expect(load({}).optionsOf(secretVariable, "Dockerfile")).toEqual({ allow: [], limit: 3 });
    expect(load({}).optionsOf(rootUser, "Dockerfile")).toBeUndefined();
  });

  it("is the same where nothing can be seen", () => {
    const configuration = loadConfiguration("a/Dockerfile", unseenWorkspace(), {}, rules);
    expect(configuration.path).toBeUndefined();
    expect(configuration.severityOf(rootUser, "a/Dockerfile")).toBe("warning");
  });
});

describe("presets", () => {
  it.each([
    ["recommended", ["warning", "off", "off"]],
    ["strict", ["warning", "hint", "off"]],
    ["all", ["warning", "hint", "info"]],
  ])("%s holds the ones before it", (preset, expected) => {
    const configuration = configured(`extends: ${preset}\n`);
    expect(configuration.problems).toEqual([]);
    expect([rootUser, undigested, opinion].map((rule) => configuration.severityOf(rule, "Dockerfile"))).toEqual(expected);
  });
});

describe("rules", () => {
  it("take a level, a list of a level and options, or `on` and `off`", () => {
    const configuration = configured(
      "rules:\n  dockerfile/root-user: error\n  dockerfile/latest-base-image: off\n  dockerfile/undigested-base-image: on\n  dockerfile/secret-in-variable: [info, { allow: [A] }]\n",
    );
    expect(configuration.problems).toEqual([]);
    expect(configuration.severityOf(rootUser, "Dockerfile")).toBe("error");
    expect(configuration.severityOf(latest, "Dockerfile")).toBe("off");
    expect(configuration.severityOf(undigested, "Dockerfile")).toBe("hint");
    expect(configuration.severityOf(secretVariable, "Dockerfile")).toBe("info");
    expect(configuration.optionsOf(secretVariable, "Dockerfile")).toEqual({ allow: ["A"], limit: 3 });
  });

  it("follow aliases", () => {
    const configuration = configured("rules:\n  dockerfile/root-user: &level hint\n  dockerfile/latest-base-image: *level\n");
    expect(configuration.severityOf(latest, "Dockerfile")).toBe("hint");
  });
});

describe("ignore", () => {
  it("leaves files out, relative to the file's folder", () => {
    const text = 'ignore: ["legacy/**", "*.template"]\n';
    const configuration = load({ "services/.deployment-patterns.yaml": text }, "services/a/Dockerfile");
    expect(configuration.ignores("services/legacy/Dockerfile")).toBe(true);
    expect(configuration.ignores("services/a/Dockerfile.template")).toBe(true);
    expect(configuration.ignores("legacy/Dockerfile")).toBe(false);
    expect(configuration.ignores("services/a/Dockerfile")).toBe(false);
  });

  it("may be one pattern", () => {
    expect(configured("ignore: Dockerfile.dev\n").ignores("a/Dockerfile.dev")).toBe(true);
  });
});

describe("overrides", () => {
  const text = `extends: strict
rules:
  dockerfile/root-user: error
overrides:
  - files: ["**/Dockerfile.dev"]
    extends: recommended
    rules:
      dockerfile/root-user: off
      dockerfile/secret-in-variable: [hint, { limit: 9 }]
  - files: special/**
    rules: { dockerfile/root-user: info }
`;
  it("hold for their files, the last one winning", () => {
    const configuration = configured(text);
    expect(configuration.problems).toEqual([]);
    expect(configuration.severityOf(rootUser, "Dockerfile")).toBe("error");
    expect(configuration.severityOf(rootUser, "a/Dockerfile.dev")).toBe("off");
    expect(configuration.severityOf(rootUser, "special/Dockerfile.dev")).toBe("info");
    expect(configuration.severityOf(undigested, "Dockerfile")).toBe("hint");
    expect(configuration.severityOf(undigested, "a/Dockerfile.dev")).toBe("off");
    expect(configuration.optionsOf(secretVariable, "a/Dockerfile.dev")).toEqual({ allow: [], limit: 9 });
    expect(configuration.optionsOf(secretVariable, "Dockerfile")).toEqual({ allow: [], limit: 3 });
  });
});

describe("kubernetesVersion", () => {
  it.each([
    ["1.30", "1.30"],
    ["'1.33'", "1.33"],
    ["v1.29.4", "1.29.4"],
  ])("%s is %s, a number read as written", (written, expected) => {
    const configuration = configured(`kubernetesVersion: ${written}\n`);
    expect(configuration.problems).toEqual([]);
    expect(configuration.kubernetesVersion).toBe(expected);
  });
});

describe("which file counts", () => {
  it("is the nearest in the folder or above", () => {
    const files = { ".deployment-patterns.yaml": "extends: strict\n", "a/.deployment-patterns.yml": "extends: all\n" };
    expect(load(files, "a/b/Dockerfile").path).toBe("a/.deployment-patterns.yml");
    expect(load(files, "b/Dockerfile").path).toBe(".deployment-patterns.yaml");
  });

  it("is read again when it changes", () => {
    let text = "rules: { dockerfile/root-user: off }\n";
    const snapshot = new Snapshot({
      read: () => text,
      list: () => [{ name: ".deployment-patterns.yaml", isFolder: false }],
      files: () => [".deployment-patterns.yaml"],
    });
    const severity = () => loadConfiguration("Dockerfile", snapshot, {}, rules).severityOf(rootUser, "Dockerfile");
    expect(severity()).toBe("off");
    text = "rules: { dockerfile/root-user: info }\n";
    expect(severity()).toBe("off");
    snapshot.invalidate(".deployment-patterns.yaml", false);
    expect(severity()).toBe("info");
  });

  it("tells of one that cannot be read", () => {
    const snapshot = new Snapshot({
      read: () => undefined,
      list: (folder) => (folder === "" ? [{ name: ".deployment-patterns.yaml", isFolder: false }] : undefined),
      files: () => [],
    });
    const { problems } = loadConfiguration("Dockerfile", snapshot, {}, rules);
    expect(problems).toEqual([{ path: ".deployment-patterns.yaml", span: { start: 0, end: 0 }, message: "This file cannot be read." }]);
  });
});

describe("hadolint's settings", () => {
  const hadolint = "ignored: [DL3006, DL9999, SC2086]\noverride:\n  error: [DL3007]\n  style: []\nfailure-threshold: error\n";

  it("are read where there is none of ours", () => {
    const configuration = load({ ".hadolint.yaml": hadolint }, "a/Dockerfile");
    expect(configuration.path).toBe(".hadolint.yaml");
    expect(configuration.problems).toEqual([]);
    expect(configuration.severityOf(untagged, "a/Dockerfile")).toBe("off");
    expect(configuration.severityOf(latest, "a/Dockerfile")).toBe("error");
    expect(configuration.severityOf(rootUser, "a/Dockerfile")).toBe("warning");
  });

  it("become options of the rules that know its registries and labels", () => {
    const optionsFor = (text: string, peer: string) => {
      const rule = ruleOf("dockerfile/peer", { alsoKnownAs: [peer] });
      return [...(readHadolintSettings(text, [rule]).options?.values() ?? [])];
    };
    expect(optionsFor('trustedRegistries: [docker.io, "*.a.example", 1]\n', "hadolint:DL3026")).toEqual([
      { registries: ["docker.io", "*.a.example"] },
    ]);
    expect(optionsFor("label-schema:\n  a: text\n  b: url\nstrict-labels: true\n", "hadolint:DL3049")).toEqual([
      { labels: ["a=text", "b=url"], onlyThese: true },
    ]);
    for (const text of ["trustedRegistries: docker.io\n", "label-schema: [a]\n", "trustedRegistries: []\n"])
      expect([...optionsFor(text, "hadolint:DL3026"), ...optionsFor(text, "hadolint:DL3049")]).toEqual([]);
  });

  it("give way to ours, wherever above that is", () => {
    const configuration = load({ "a/.hadolint.yml": hadolint, ".deployment-patterns.yaml": "extends: recommended\n" }, "a/Dockerfile");
    expect(configuration.severityOf(untagged, "a/Dockerfile")).toBe("warning");
  });

  it.each(["ignored: [", "[]", "ignored: DL3006", "override: [x]", "override:\n  toString: [DL3007]"])(
    "are hadolint's to judge: %j",
    (text) => {
      const configuration = load({ ".hadolint.yaml": text });
      expect(configuration.problems).toEqual([]);
      expect(configuration.severityOf(untagged, "Dockerfile")).toBe("warning");
    },
  );
});

describe("kube-linter's settings", () => {
  const probe = ruleOf("kubernetes/missing-probe", { alsoKnownAs: ["kube-linter:no-readiness-probe"] });
  const tag = ruleOf("kubernetes/mutable-tag", { alsoKnownAs: ["kube-linter:latest-tag"] });
  const path = "deploy/app.yaml";
  const of = (files: Readonly<Record<string, string>>, file = path) =>
    loadConfiguration(file, memoryWorkspace(files), {}, [probe, tag, untagged]);
  const settings = "checks:\n  addAllBuiltIn: true\n  exclude:\n    - no-readiness-probe # for now\n    - other\n  include: [latest-tag]\n";

  it("switch checks off that we have too, in manifests alone", () => {
    const configuration = of({ ".kube-linter.yaml": settings });
    expect(configuration.path).toBe(".kube-linter.yaml");
    expect([probe, tag].map((rule) => configuration.severityOf(rule, path))).toEqual(["off", "warning"]);
    expect(of({ ".kube-linter.yml": settings }, "kustomization.yaml").severityOf(probe, "kustomization.yaml")).toBe("off");
    expect(of({ ".kube-linter.yaml": settings }, "Dockerfile").path).toBeUndefined();
    expect(of({ ".hadolint.yaml": "ignored: [DL3006]\n" }).path).toBeUndefined();
  });

  it("give way to ours", () => {
    expect(
      of({ "deploy/.kube-linter.yaml": settings, ".deployment-patterns.yaml": "extends: recommended\n" }).severityOf(probe, path),
    ).toBe("warning");
  });

  it.each(["checks: [", "[]", "checks: x", "checks: { exclude: no-readiness-probe }", "checks: { exclude: [{}, null] }"])(
    "are kube-linter's to judge: %j",
    (text) => {
      const configuration = of({ ".kube-linter.yaml": text });
      expect(configuration.problems).toEqual([]);
      expect(configuration.severityOf(probe, path)).toBe("warning");
    },
  );
});

describe("dclint's settings", () => {
  const version = ruleOf("compose/obsolete-version", { alsoKnownAs: ["dclint:no-version-field"] });
  const tag: Rule = {
    ...ruleOf("compose/mutable-tag", { alsoKnownAs: ["dclint:service-image-require-explicit-tag"] }),
    options: z.object({ tags: z._default(z.array(z.string()), ["latest"]) }),
  };
  const services = ruleOf("compose/unsorted-services", { preset: "optional", alsoKnownAs: ["dclint:services-alphabetical-order"] });
  const keys: Rule = {
    ...ruleOf("compose/unsorted-keys", { alsoKnownAs: ["dclint:service-keys-order", "dclint:top-level-properties-order"] }),
    options: z.object({ service: z._default(z.array(z.string()), []), root: z._default(z.array(z.string()), []) }),
  };
  const path = "shop/compose.yaml";
  const of = (files: Readonly<Record<string, string>>, file = path) =>
    loadConfiguration(file, memoryWorkspace(files), {}, [version, tag, services, keys, untagged]);
  const severities = (configuration: Configuration) => [version, tag, services].map((rule) => configuration.severityOf(rule, path));
  const rules = { "no-version-field": 0, "service-image-require-explicit-tag": [2, {}], "services-alphabetical-order": 2, other: 1 };
  const json = JSON.stringify({ rules, exclude: ["tests"], quiet: true });

  it.each([
    [".dclintrc", json],
    [".dclintrc", "rules:\n  no-version-field: 0\n  service-image-require-explicit-tag: [2, {}]\n"],
    [".dclintrc.json", json],
    ["shop/.dclintrc.yaml", json],
    [".dclintrc.yml", json],
    ["package.json", `{ "name": "shop", "dclint": ${json} }`],
  ])("%s switches rules off and gives severities, but switches none on", (name, text) => {
    const configuration = of({ [name]: text });
    expect(configuration.path).toBe(name);
    expect(severities(configuration)).toEqual(["off", "error", "off"]);
  });

  it("are for Compose files, and give way to ours", () => {
    expect(of({ ".dclintrc": json }, "Dockerfile").path).toBeUndefined();
    expect(of({ ".dclintrc": json }, "deploy/app.yaml").path).toBeUndefined();
    expect(of({ ".hadolint.yaml": "ignored: [DL3006]\n" }).path).toBeUndefined();
    expect(of({ "shop/.dclintrc": json, ".deployment-patterns.yaml": "extends: recommended\n" }).path).toBe(".deployment-patterns.yaml");
  });

  it("of a package that has none leave the search to the next file", () => {
    expect(of({ "shop/package.json": '{ "name": "dclint" }', ".dclintrc": json }).path).toBe(".dclintrc");
  });

  it("leave files out by a part of their path, from the folder of the settings on", () => {
    const ignored = ["tests/compose.yaml", "a/my-tests/compose.yaml", "compose.tests.yaml", "compose.yaml"];
    const of = (name: string) => loadConfiguration(path, memoryWorkspace({ [name]: json }), {}, [version]);
    expect(ignored.map((file) => of(".dclintrc").ignores(file))).toEqual([true, true, true, false]);
    expect(of("shop/.dclintrc").ignores("shop/compose.yaml")).toBe(false);
    const inTests = loadConfiguration("tests/compose.yaml", memoryWorkspace({ "tests/.dclintrc": json }), {}, [version]);
    expect(inTests.ignores("tests/compose.yaml")).toBe(false);
  });

  it("give the tags that are not allowed", () => {
    const tags = (options: unknown) =>
      of({ ".dclintrc": JSON.stringify({ rules: { "service-image-require-explicit-tag": [2, options] } }) }).optionsOf(tag, path);
    expect(tags({ prohibitedTags: ["edge"] })).toEqual({ tags: ["edge"] });
    expect(tags({})).toEqual({ tags: ["latest"] });
  });

  describe("give the order of keys", () => {
    const order = (settings: unknown) =>
      of({ ".dclintrc": JSON.stringify({ rules: settings }) }).optionsOf(keys, path) as Record<"service" | "root", readonly string[]>;

    it("which is dclint's own where they do not say otherwise", () => {
      const { service, root } = order({});
      expect(service.slice(0, 5)).toEqual(["image", "build", "container_name", "depends_on", "volumes"]);
      expect(root).toEqual(["version", "name", "include", "services", "networks", "volumes", "secrets", "configs"]);
    });

    it("by groups and in groups", () => {
      const options = {
        groupOrder: ["Networking", "Core Definitions", "Other"],
        groups: { Networking: ["networks", "ports"], Mine: ["x"] },
      };
      expect(order({ "service-keys-order": [1, options] }).service).toEqual(["networks", "ports", "image", "build", "container_name"]);
      expect(order({ "top-level-properties-order": [1, { customOrder: ["services", "name"] }] }).root).toEqual(["services", "name"]);
    });

    it("or none, where one of the two rules is off", () => {
      expect(order({ "service-keys-order": 0 }).service).toEqual([]);
      expect(order({ "service-keys-order": 0 }).root).not.toEqual([]);
      expect(order({ "top-level-properties-order": 0 }).root).toEqual([]);
    });
  });

  it.each(["rules: [", "[]", "rules: x", '{ "rules": { "no-version-field": "off" }, "exclude": "x" }', "rules: { no-version-field: 3 }"])(
    "are dclint's to judge: %j",
    (text) => {
      const configuration = of({ ".dclintrc": text });
      expect(configuration.problems).toEqual([]);
      expect(severities(configuration)).toEqual(["warning", "warning", "off"]);
      expect(configuration.ignores(path)).toBe(false);
    },
  );
});

describe("the settings of other tools for workflows", () => {
  const path = ".github/workflows/ci.yml";
  const zizmor = `rules:
  unpinned-uses:
    disable: true
  artipacked:
    ignore:
      - release.yml
      - ci.yml:3
      - ci.yml:9:2
  no-such-audit: { disable: true }
`;
  it("are read where there is none of ours", () => {
    for (const name of [".github/zizmor.yml", "zizmor.yml", ".github/zizmor.yaml", "zizmor.yaml"]) {
      const configuration = load({ [name]: zizmor }, path);
      expect(configuration.path).toBe(name);
      expect(configuration.problems).toEqual([]);
      expect(configuration.severityOf(unpinned, path)).toBe("off");
      expect(configuration.severityOf(persisted, path)).toBe("warning");
      expect(configuration.severityOf(persisted, ".github/workflows/release.yml")).toBe("off");
      expect(configuration.severityOf(persisted, ".github/workflows/other-release.yml")).toBe("warning");
      const excepted = [2, 3, 9].filter((line) => configuration.excepts(persisted.id, path, () => line));
      expect(excepted).toEqual([3, 9]);
      expect(configuration.excepts(unpinned.id, path, () => 3)).toBe(false);
    }
  });

  it("give way to ours, and are no business of other languages", () => {
    const files = {
      "zizmor.yml": zizmor,
      ".github/actionlint.yaml": "self-hosted-runner: { labels: [big] }\n",
      ".hadolint.yaml": "ignored: [DL3006]\n",
    };
    expect(load({ ...files, ".deployment-patterns.yaml": "extends: recommended\n" }, path).severityOf(unpinned, path)).toBe("warning");
    expect(load(files, "Dockerfile").path).toBe(".hadolint.yaml");
    expect(load(files, path).severityOf(untagged, path)).toBe("warning");
    expect(load({ ".hadolint.yaml": "ignored: [DL3006]\n" }, path).path).toBeUndefined();
    expect(load(files, "tools/setup/action.yml").severityOf(unpinned, "tools/setup/action.yml")).toBe("off");
  });

  it("of both tools count together", () => {
    const files = {
      "zizmor.yml": zizmor,
      ".github/actionlint.yml": "self-hosted-runner:\n  labels: [big, 'arm-*', 3]\nconfig-variables: null\n",
    };
    const configuration = load(files, path);
    expect(configuration.severityOf(unpinned, path)).toBe("off");
    expect(configuration.optionsOf(runnerLabel, path)).toEqual({ labels: ["big", "arm-*"] });
    // A rule that knows the same name and has no such option keeps its own.
    expect(configuration.optionsOf(secretVariable, path)).toEqual({ allow: [], limit: 3 });
    expect(load({}, path).optionsOf(runnerLabel, path)).toEqual({ labels: [] });
  });

  it("stay the same object as long as nothing has changed", () => {
    const workspace = memoryWorkspace({ "zizmor.yml": zizmor, ".github/actionlint.yml": "self-hosted-runner:\n  labels: [big]\n" });
    const overrides = {};
    const first = loadConfiguration(path, workspace, overrides, rules);
    expect(loadConfiguration(path, workspace, overrides, rules)).toBe(first);
  });

  it.each([
    "rules: [",
    "[]",
    "rules: x",
    "rules: { unpinned-uses: [] }",
    "rules: { unpinned-uses: { disable: yes, ignore: x } }",
    "rules:\n  artipacked: { ignore: [{}, ':', ''] }",
  ])("are zizmor's to judge: %j", (text) => {
    const configuration = load({ "zizmor.yml": text }, path);
    expect(configuration.problems).toEqual([]);
    expect([unpinned, persisted].map((rule) => configuration.severityOf(rule, path))).toEqual(["warning", "warning"]);
  });

  it.each(["self-hosted-runner: [", "[]", "self-hosted-runner: x", "self-hosted-runner: { labels: x }"])(
    "are actionlint's to judge: %j",
    (text) => {
      expect(load({ ".github/actionlint.yaml": text }, path).optionsOf(runnerLabel, path)).toEqual({ labels: [] });
    },
  );
});

describe("what the command line sets", () => {
  const text = "extends: all\nrules: { dockerfile/root-user: off, dockerfile/latest-base-image: hint }\n";

  it("the preset replaces `extends`, here and in overrides; rules of the file stay", () => {
    const configuration = configured(`${text}overrides: [{ files: "**", extends: all }]\n`, "Dockerfile", { preset: "recommended" });
    expect(configuration.severityOf(opinion, "Dockerfile")).toBe("off");
    expect(configuration.severityOf(latest, "Dockerfile")).toBe("hint");
  });

  it("a rule's level wins over the file", () => {
    const configuration = configured(text, "Dockerfile", {
      rules: new Map([
        ["dockerfile/root-user", "on"],
        ["dockerfile/latest-base-image", "error"],
        ["dockerfile/opinion", "off"],
      ]),
    });
    expect(configuration.severityOf(rootUser, "Dockerfile")).toBe("warning");
    expect(configuration.severityOf(latest, "Dockerfile")).toBe("error");
    expect(configuration.severityOf(opinion, "Dockerfile")).toBe("off");
  });

  it("`only` switches all others off and its own on", () => {
    const configuration = configured(text, "Dockerfile", {
      only: new Set(["dockerfile/root-user", "dockerfile/latest-base-image"] as const),
    });
    expect(configuration.severityOf(rootUser, "Dockerfile")).toBe("warning");
    expect(configuration.severityOf(latest, "Dockerfile")).toBe("hint");
    expect(configuration.severityOf(incomplete, ".dockerignore")).toBe("off");
  });

  it("a file of its own, or none", () => {
    expect(configured(text, "Dockerfile", { file: "none" }).severityOf(rootUser, "Dockerfile")).toBe("warning");
  });
});

describe("problems", () => {
  it.each([
    ["extend: strict\n", ["extend → `extend` is not a setting of this file. Did you mean `extends`? [extends]"]],
    ["extends: stricd\n", ["stricd → `extends` takes `recommended`, `strict` or `all`, not `stricd`. [strict]"]],
    [
      "rules:\n  dockerfile/rot-user: off\n",
      ["dockerfile/rot-user → `dockerfile/rot-user` is not a rule. Did you mean `dockerfile/root-user`? [dockerfile/root-user]"],
    ],
    ["rules: { root-user: off }\n", ["root-user → `root-user` is not a rule. Did you mean `dockerfile/root-user`? [dockerfile/root-user]"]],
    [
      "rules: { DL3006: off }\n",
      [
        "DL3006 → `DL3006` is the name that hadolint gives it; here it is `dockerfile/untagged-base-image`. [dockerfile/untagged-base-image]",
      ],
    ],
    ["rules: { xyz: off }\n", ["xyz → `xyz` is not a rule; `deployment-patterns rules` lists them."]],
    [
      "rules: { dockerfile/root-user: eror }\n",
      ["eror → `dockerfile/root-user` takes `off`, `on`, `error`, `warning`, `info` or `hint`, not `eror`. [error]"],
    ],
    [
      "rules: { dockerfile/root-user: false }\n",
      ["false → `dockerfile/root-user` takes `off`, `on`, `error`, `warning`, `info` or `hint`, not `false`. [off]"],
    ],
    [
      "rules: { dockerfile/root-user: [warn] }\n",
      ["warn → `dockerfile/root-user` takes `off`, `on`, `error`, `warning`, `info` or `hint`, not `warn`."],
    ],
    ["rules: { dockerfile/root-user: [off, {}] }\n", ["[off, {}] → `dockerfile/root-user` has no options; give its level alone."]],
    [
      "rules: { dockerfile/secret-in-variable: [on, { alow: [A] }] }\n",
      ["alow → `alow` is not an option of `dockerfile/secret-in-variable`. Did you mean `allow`? [allow]"],
    ],
    ["rules: { dockerfile/secret-in-variable: [on, { limit: many }] }\n", ["many → `limit` takes a number."]],
    ["rules: { dockerfile/secret-in-variable: [on, { limit: 0 }] }\n", ["0 → `limit` is not right: too small: expected number to be >=1."]],
    ["rules: [a]\n", ["[a] → `rules` takes settings as `name: value`."]],
    ["- a\n", ["- a\n → `the file` takes settings as `name: value`."]],
    ["overrides: [{ rules: {} }]\n", ["rules → `files` is missing here."]],
    ["overrides: [{ files: a, rule: {} }]\n", ["rule → `rule` is not a setting of an override. Did you mean `rules`? [rules]"]],
    ["kubernetesVersion: latest\n", ["latest → `kubernetesVersion` takes a release such as `1.33`."]],
    ["dialect: forgeyo\n", ["forgeyo → `dialect` takes `github`, `forgejo` or `gitea`, not `forgeyo`. [forgejo]"]],
    ["extends: strict\nextends: all\n", ["e → This is not valid YAML: map keys must be unique."]],
  ])("%j", (text, expected) => {
    expect(problems(text)).toEqual(expected);
  });

  it.each(["", "# nothing\n", "rules:\n", "rules: {}\nignore: []\noverrides: []\n"])("none in %j", (text) => {
    expect(problems(text)).toEqual([]);
  });

  it("leave the rest of the file in force", () => {
    const configuration = configured(
      "extends: strict\nbad: 1\nrules:\n  dockerfile/root-user: error\n  dockerfile/latest-base-image: nope\noverrides:\n  - files: a\n    rules: { x/y: off, dockerfile/opinion: hint }\n  - rules: { dockerfile/root-user: off }\n",
    );
    expect(configuration.problems).toHaveLength(4);
    expect(configuration.severityOf(rootUser, "a")).toBe("error");
    expect(configuration.severityOf(undigested, "a")).toBe("hint");
    expect(configuration.severityOf(latest, "a")).toBe("warning");
    expect(configuration.severityOf(opinion, "a")).toBe("hint");
  });

  it("end in one for aliases that multiply", () => {
    const levels = Array.from({ length: 12 }, (_, i) => `x${i + 1}: &x${i + 1} [${`*x${i},`.repeat(9)}]`);
    expect(problems(`x0: &x0 [a]\n${levels.join("\n")}\n`)).toEqual([" → This file's aliases make it too large to read."]);
  });

  it("never make reading throw", () => {
    const text =
      'extends: strict\nrules:\n  dockerfile/root-user: [error, {a: &b [1, *b]}]\n? {x: y}\n: z\n__proto__: {a: b}\nignore: !!binary "x"\n';
    for (let end = 0; end <= text.length; end++) expect(() => configured(text.slice(0, end))).not.toThrow();
  });
});

describe("the JSON Schema", () => {
  const schema = configurationSchema(rules) as { $schema: string; properties: Record<string, { properties?: Record<string, unknown> }> };

  it("names every setting and every rule with its summary", () => {
    expect(schema.$schema).toBe("http://json-schema.org/draft-07/schema#");
    expect(Object.keys(schema.properties)).toEqual([
      "extends",
      "rules",
      "ignore",
      "overrides",
      "kubernetesVersion",
      "podTemplates",
      "dialect",
    ]);
    const settings = schema.properties.rules?.properties ?? {};
    expect(Object.keys(settings)).toEqual(rules.map((rule) => rule.id));
    expect(settings["dockerfile/root-user"]).toMatchObject({ description: rootUser.summary });
  });

  it("means the same where its parts are shared", () => {
    expect(Object.keys(sharedSchema(schema).definitions ?? {}).sort()).toEqual(["level", "rules", "setting"]);
    const [whole, shared] = [schema, sharedSchema(schema)].map((one) => new Ajv({ strict: false }).compile(one)) as [
      ValidateFunction,
      ValidateFunction,
    ];
    const settings = {
      rules: {
        "dockerfile/root-user": ["off", ["error"], "of", ["warning", {}], [], 1],
        "dockerfile/secret-in-variable": ["hint", ["error"], ["error", { allow: ["A"] }], ["error", { allowed: [] }]],
        "dockerfile/no-such-rule": ["off"],
      },
    };
    const results = Object.entries(settings.rules).flatMap(([id, values]) =>
      values.flatMap((value) => [{ rules: { [id]: value } }, { overrides: [{ files: "a", rules: { [id]: value } }] }]),
    );
    for (const value of results) expect(shared(value), JSON.stringify(value)).toBe(whole(value));
    expect(results.filter((value) => shared(value))).toHaveLength(10);
  });

  it("has the options of a rule, none of them required", () => {
    const text = JSON.stringify(schema.properties.rules?.properties?.["dockerfile/secret-in-variable"]);
    expect(text).toContain('"allow"');
    expect(text).not.toContain('"required"');
  });
});
