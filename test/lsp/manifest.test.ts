// What the manifest promises the editor, held against what the client does.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { generatorIds } from "../../server/engine/generators/ids.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string) => readFileSync(join(root, path), "utf8");
const manifest = JSON.parse(read("package.json"));
const client = readdirSync(join(root, "client"), { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts"))
  .map((path) => read(join("client", path)))
  .join("\n");

test("every visible text has its translation key, and no key is left over", () => {
  const used = [...read("package.json").matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key);
  expect(Object.keys(JSON.parse(read("package.nls.json"))).sort()).toEqual([...new Set(used)].sort());
});

test("every text that the client shows is there to be translated, and no other", () => {
  const shown = [...client.matchAll(/l10n\.t\(\s*"((?:[^"\\]|\\.)*)"/g)].map(([, text]) => JSON.parse(`"${text}"`));
  expect(shown.length).toBeGreaterThan(10);
  const bundle = JSON.parse(read("l10n/bundle.l10n.json"));
  expect(Object.keys(bundle).sort()).toEqual([...new Set(shown)].sort());
  for (const [key, text] of Object.entries(bundle)) expect(text).toBe(key);
});

test("every command of the manifest is registered, and every registered one is in the manifest", () => {
  const commands = manifest.contributes.commands.map(({ command }: { command: string }) => command);
  const table =
    /commandTable = \{([^}]*)\}/
      .exec(client)?.[1]
      ?.split(",")
      .filter((name) => name.trim() !== "")
      .map((name) => `deploymentPatterns.${name.trim()}`) ?? [];
  const generators = generatorIds.map((id) => `deploymentPatterns.generate${id[0]?.toUpperCase()}${id.slice(1)}`);
  expect([...table, ...generators, "deploymentPatterns.showLog"].sort()).toEqual(commands.toSorted());
  const named = /const generators = \[([^\]]*)\]/.exec(client)?.[1] ?? "";
  expect([...named.matchAll(/"(\w+)"/g)].map(([, id]) => id)).toEqual(generatorIds);
  for (const { category } of manifest.contributes.commands) expect(category).toBe("Deployment Patterns");
});

test("every setting of the server is in the manifest, with the server's default", () => {
  const settings = manifest.contributes.configuration.properties;
  expect(Object.keys(settings)).toEqual(
    ["enable", "run", "syntax", "shellcheck.enabled", "shellcheck.path", "trace.server"].map((name) => `deploymentPatterns.${name}`),
  );
  const defaults = /const defaults: Settings = \{([^}]*)\}/.exec(read("server/lsp/settings.ts"))?.[1];
  for (const name of ["enable", "run", "syntax"]) {
    expect(defaults).toContain(`${name}: ${JSON.stringify(settings[`deploymentPatterns.${name}`].default)}`);
  }
  for (const name of ["enabled", "path"]) {
    const setting = settings[`deploymentPatterns.shellcheck.${name}`];
    expect(defaults).toContain(`${name}: ${JSON.stringify(setting.default)}`);
    // What starts a program is the user's to set: a workspace's settings have no say in it.
    expect(setting.scope).toBe("machine");
    expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations).toContain(`deploymentPatterns.shellcheck.${name}`);
  }
  expect(settings["deploymentPatterns.shellcheck.enabled"].default).toBe(false);
});

test("activation waits for a document or a file that it is for", () => {
  for (const event of manifest.activationEvents)
    expect(event).toMatch(/^(onLanguage:(dockerfile|dockercompose|ignore|yaml|helm|github-actions-workflow)|workspaceContains:\.[\w.-]+)$/);
});

test("each generator stands in the palette, the New File picker and the explorer", () => {
  const { menus, commands } = manifest.contributes;
  const of = (menu: string) =>
    menus[menu].map(({ command }: { command: string }) => command).filter((one: string) => /\.generate[A-Z]/.test(one));
  const all = commands.map(({ command }: { command: string }) => command).filter((one: string) => /\.generate[A-Z]/.test(one));
  expect(all.length).toBe(generatorIds.length);
  for (const menu of ["commandPalette", "file/newFile", "deploymentPatterns.generate"]) expect(of(menu), menu).toEqual(all);
  expect(menus["explorer/context"]).toMatchObject([{ submenu: "deploymentPatterns.generate" }]);
});

test("the checklist's menus name commands and flags that there are", () => {
  const { menus, commands, views, viewsWelcome } = manifest.contributes;
  const known = commands.map(({ command }: { command: string }) => command);
  const [{ id }] = views.deploymentPatterns;
  expect(client).toContain(`viewId = "${id}"`);
  for (const { view } of viewsWelcome) expect(view).toBe(id);
  // Every combination of what an item can be, as the client writes it.
  const flags = ["service", "category", "evidence", "item", "generate", "fix", "open", "decide", "forPeople", "decided"];
  for (const { command, when } of [...menus["view/title"], ...menus["view/item/context"]]) {
    expect(known).toContain(command);
    expect(when).toContain(`view == ${id}`);
    const asked = /viewItem =~ \/(.+?)\/(?:\s|$)/.exec(when)?.[1];
    if (asked)
      expect(
        flags.some((flag) => new RegExp(asked).test(`item ${flag} x`) || new RegExp(asked).test(flag)),
        when,
      ).toBe(true);
  }
  // What writes is hidden where nothing may be written.
  for (const name of [
    "signOff",
    "waive",
    "markNotApplicable",
    "withdrawDecision",
    "recordRollbackDrill",
    "exportReadiness",
    "importChecklist",
  ])
    for (const { command, when } of [...menus.commandPalette, ...menus["view/title"], ...menus["view/item/context"]])
      if (command === `deploymentPatterns.${name}`) expect(when, command).toContain("isWorkspaceTrusted");
});
