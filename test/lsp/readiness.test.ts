// The readiness checklist in the editor: told once it is asked for, then again as far as it has changed. What is read for that is counted, not timed.

import { afterEach, describe, expect, test, vi } from "vitest";
import { CancellationTokenSource } from "vscode-languageserver-protocol";
import { assessReadiness, type FileAccess, memoryWorkspace, readinessServices } from "../../server/engine/index.ts";
import {
  type ImportChecklistResult,
  methods,
  type ReadinessChangedParams,
  type ReadinessReportResult,
  type ReadinessResult,
  type ReadinessService,
  type SignOffFileResult,
} from "../../server/lsp/protocol.ts";
import { applyTextEdits, plainCapabilities, type StartOptions, start, type TestClient, until } from "./support.ts";

const manifest = (name: string) => JSON.stringify({ name, scripts: { start: "node src/main.js" }, dependencies: { express: "4.21.2" } });
const source = `import express from "express";\nconst app = express();\napp.get("/health", (_, response) => response.send("ok"));\napp.listen(8080);\n`;
const signed = (...refs: string[]) =>
  `schema: 1\nservice: shop\nitems:\n  operations.rollback-plan:\n    status: signed\n    by: "@mei"\n    on: 2026-11-20\n    evidence:\n${refs
    .map((ref) => `      - { kind: file, ref: ${ref} }\n`)
    .join("")}`;

/** Two services with what deploys them, and a paper that a decision of the first stands on. */
const shop: Readonly<Record<string, string>> = {
  "package.json": JSON.stringify({ name: "root", private: true, workspaces: ["services/*"] }),
  ".github/workflows/ci.yml": "on: push\npermissions: {}\njobs:\n  test:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: npm test\n",
  ...Object.fromEntries(
    ["cart", "web"].flatMap((name) => [
      [`services/${name}/package.json`, manifest(name)],
      [`services/${name}/src/main.js`, source],
      [`services/${name}/Dockerfile`, 'FROM node:22\nWORKDIR /app\nCOPY . .\nCMD ["node", "src/main.js"]\n'],
      [`services/${name}/k8s/app.yaml`, `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\nspec:\n  ports: [{ port: 80 }]\n`],
    ]),
  ),
  "services/cart/readiness.yaml": signed("signed/plan.pdf"),
  "services/cart/signed/plan.pdf": "The plan.\n",
  "services/cart/signed/other.pdf": "Another one.\n",
};
const at = (root: string, files: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [`file:///${root}/${path}`, text]));

type Changed = ReadinessChangedParams["services"];

/** A client that has the checklists, and what it was told since. */
async function watching(options: StartOptions = {}) {
  const client = await start({ files: at("shop", shop), ...options });
  const told: Changed[] = [];
  client.connection.onNotification(methods.readinessChanged, ({ services }: ReadinessChangedParams) => {
    told.push(services);
  });
  const { services } = await client.request<ReadinessResult>(methods.readiness, {});
  /** Does something, and gives the next thing that is told. */
  const whenTold = async (change: () => Promise<unknown>): Promise<Changed> => {
    const before = told.length;
    await change();
    await until(() => told.length > before, "the change");
    return told[before] ?? [];
  };
  return { client, services, told, whenTold };
}

const entry = (services: Changed, name: string): ReadinessService => {
  const found = services.find((one): one is ReadinessService => "items" in one && one.name === name);
  if (!found) throw new Error(`nothing is told of ${name}`);
  return found;
};
const statusOf = (service: ReadinessService, id: string) => service.items.find((item) => item.id === id)?.status;
/** The services that something is told of. */
const changedIn = (services: Changed) => services.flatMap((one) => ("items" in one ? [one.folder] : []));
const settled = (client: TestClient) => client.request(methods.rules, {}).then(() => new Promise((resolve) => setTimeout(resolve, 150)));

/** Counts what is asked of the disk. */
function counting(client: () => TestClient) {
  const asked = { read: [] as string[], list: [] as string[], files: 0 };
  const access = (folder: string): FileAccess => {
    const files = () =>
      at("", {}) && Object.fromEntries(Object.entries(client().files).map(([uri, text]) => [uri.slice(folder.length + 1), text]));
    return {
      read: async (path) => {
        asked.read.push(path);
        return memoryWorkspace(files()).read(path);
      },
      list: async (path) => {
        asked.list.push(path);
        return memoryWorkspace(files()).list(path);
      },
      files: async () => {
        asked.files++;
        return memoryWorkspace(files()).files();
      },
    };
  };
  const reset = () => {
    Object.assign(asked, { read: [], list: [], files: 0 });
  };
  return { asked, access, reset };
}

describe("asked for", () => {
  test("the checklists are those of the engine on the same files", async () => {
    const { services } = await watching();
    const workspace = memoryWorkspace(shop);
    const today = new Date().toISOString().slice(0, 10);
    expect(services.map(({ folder }) => folder)).toEqual(readinessServices(workspace, ""));
    for (const service of services) {
      const { items, summary, name } = assessReadiness(workspace, service.folder, { today });
      expect({ name: service.name, summary: service.summary }).toEqual({ name, summary });
      expect(service.items.map(({ id, status, because }) => [id, status, because])).toEqual(
        items.map(({ id, status, because }) => [id, status, because]),
      );
      expect(service.items.map(({ evidence }) => evidence.map(({ path, line }) => [path, line]))).toEqual(
        items.map(({ evidence }) => evidence.map(({ path, line }) => [path, line])),
      );
    }
    const cart = entry(services, "shop");
    expect(cart).toMatchObject({
      uri: "file:///shop/services/cart",
      folder: "services/cart",
      signOffUri: "file:///shop/services/cart/readiness.yaml",
      hasSignOffs: true,
    });
    expect(cart.items.find(({ id }) => id === "operations.rollback-plan")).toMatchObject({
      status: "signed",
      isDecided: true,
      isForPeople: true,
    });
  });

  test("progress is told where the client asks for it", async () => {
    const client = await start({ files: at("shop", shop) });
    const told: { kind: string; title?: string }[] = [];
    client.connection.onNotification("$/progress", ({ token, value }: { token: string; value: { kind: string } }) => {
      if (token === "here") told.push(value);
    });
    await client.request(methods.readiness, { workDoneToken: "here" });
    expect(told[0]).toMatchObject({ kind: "begin", title: "Production readiness", cancellable: true });
    expect(told.at(-1)).toEqual({ kind: "end" });
  });

  test("what was cancelled leaves nothing behind", async () => {
    const client = await start({ files: at("shop", shop), latency: 20 });
    let changes = 0;
    client.connection.onNotification(methods.readinessChanged, () => {
      changes++;
    });
    const source = new CancellationTokenSource();
    const asked = client.connection.sendRequest(methods.readiness, {}, source.token);
    setTimeout(() => source.cancel(), 50);
    await expect(asked).rejects.toMatchObject({ message: "The request was cancelled." });
    await client.write("file:///shop/services/web/Dockerfile", "FROM alpine:3.24\n");
    await settled(client);
    expect(changes).toBe(0);
    const { services } = await client.request<ReadinessResult>(methods.readiness, {});
    expect(services.map(({ folder }) => folder)).toEqual(["services/cart", "services/web"]);
  });

  test("each folder of the workspace has its own; a folder inside of another one that is open has them alone", async () => {
    const { services } = await watching({
      files: { ...at("shop", shop), ...at("other", { "package.json": manifest("other"), "src/main.js": source }) },
      folders: ["file:///shop", "file:///other", "file:///shop/services/web"],
    });
    expect(services.map(({ uri }) => uri)).toEqual(["file:///other", "file:///shop/services/cart", "file:///shop/services/web"]);
  });

  test("where nothing can be deployed, and where all is switched off, there is none", async () => {
    expect((await watching({ files: {} })).services).toEqual([]);
    expect((await watching({ settings: { enable: false } })).services).toEqual([]);
  });
});

describe("told of changes", () => {
  test("a decision whose evidence is gone is stale, with nothing read again", async () => {
    const clients: TestClient[] = [];
    const { asked, access, reset } = counting(() => clients[0] as TestClient);
    const client = await start({ files: at("shop", shop), access });
    clients.push(client);
    const told: Changed[] = [];
    client.connection.onNotification(methods.readinessChanged, ({ services }: ReadinessChangedParams) => {
      told.push(services);
    });
    const before = await client.request<ReadinessResult>(methods.readiness, {});
    reset();
    await client.write("file:///shop/services/cart/signed/plan.pdf", undefined);
    await until(() => told.length > 0, "the change");
    await settled(client);
    expect(told).toHaveLength(1);
    expect(changedIn(told[0] ?? [])).toEqual(["services/cart"]);
    const [was, is] = [entry(before.services, "shop"), entry(told[0] ?? [], "shop")];
    const others = is.items.filter((item, index) => JSON.stringify(item) !== JSON.stringify(was.items[index]));
    expect(others.map(({ id, status }) => [id, status])).toEqual([["operations.rollback-plan", "stale"]]);
    expect(asked).toEqual({ read: [], list: [], files: 0 });
  });

  test("only the file that has changed is read again", async () => {
    const clients: TestClient[] = [];
    const { asked, access, reset } = counting(() => clients[0] as TestClient);
    const client = await start({ files: at("shop", shop), access });
    clients.push(client);
    await client.request(methods.readiness, {});
    reset();
    await client.write("file:///shop/services/web/src/main.js", source.replace("8080", "9090"));
    await settled(client);
    expect(asked).toEqual({ read: ["services/web/src/main.js"], list: [], files: 0 });
    reset();
    await client.write("file:///shop/services/web/src/new.js", "export {};\n");
    await settled(client);
    expect({ ...asked, list: [...new Set(asked.list)] }).toEqual({
      read: ["services/web/src/new.js"],
      list: ["services/web/src"],
      files: 0,
    });
  });

  test("unsaved text counts, until it is closed", async () => {
    const { client, services, whenTold } = await watching();
    expect(statusOf(entry(services, "shop"), "operations.rollback-plan")).toBe("signed");
    const uri = "file:///shop/services/cart/readiness.yaml";
    const first = await whenTold(() => client.open(uri, signed("gone.md"), "yaml"));
    expect(statusOf(entry(first, "shop"), "operations.rollback-plan")).toBe("stale");
    const second = await whenTold(() => client.close(uri));
    expect(statusOf(entry(second, "shop"), "operations.rollback-plan")).toBe("signed");
  });

  test("a broken sign-off file is told once, and its decisions come back with it", async () => {
    const { client, whenTold } = await watching();
    const uri = "file:///shop/services/cart/readiness.yaml";
    const broken = await whenTold(() => client.write(uri, `${signed("signed/plan.pdf")}  "\n`));
    const service = broken.find((one): one is ReadinessService => "items" in one);
    expect(service?.problem).toContain("`services/cart/readiness.yaml`");
    expect(service?.items.filter(({ isDecided }) => isDecided)).toEqual([]);
    const mended = await whenTold(() => client.write(uri, signed("signed/plan.pdf")));
    expect(statusOf(entry(mended, "shop"), "operations.rollback-plan")).toBe("signed");
  });

  test("services come and go, and those that are as they were are named alone", async () => {
    const { client, whenTold } = await watching();
    const come = await whenTold(() => client.write("file:///shop/services/mail/package.json", manifest("mail")));
    expect(come.map(({ uri }) => uri.slice("file:///shop/services/".length))).toEqual(["cart", "mail", "web"]);
    expect(changedIn(come)).toContain("services/mail");
    const gone = await whenTold(() => client.write("file:///shop/services/mail/package.json", undefined));
    expect(gone.map(({ uri }) => uri.slice("file:///shop/services/".length))).toEqual(["cart", "web"]);
  });

  test("many changes at once are told together, and what changes nothing is not told", async () => {
    const { client, told } = await watching();
    const uri = "file:///shop/services/cart/readiness.yaml";
    await Promise.all(Array.from({ length: 50 }, (_, i) => client.write(uri, `${signed("signed/plan.pdf")}# ${i}\n`)));
    await client.write(uri, signed("gone.md"));
    await until(() => told.length > 0, "the change");
    await settled(client);
    expect(told.length).toBeLessThan(5);
    expect(statusOf(entry(told.at(-1) ?? [], "shop"), "operations.rollback-plan")).toBe("stale");
    const { length } = told;
    await client.write("file:///shop/notes.txt", "nothing\n");
    await settled(client);
    expect(told).toHaveLength(length);
  });

  test("folders and settings count from then on", async () => {
    const { client, whenTold } = await watching();
    const event = { added: [{ uri: "file:///other", name: "other" }], removed: [] };
    Object.assign(client.files, at("other", { "package.json": manifest("other"), "src/main.js": source }));
    const more = await whenTold(() => client.notify("workspace/didChangeWorkspaceFolders", { event }));
    expect(more.map(({ uri }) => uri)).toEqual(["file:///other", "file:///shop/services/cart", "file:///shop/services/web"]);
    client.settings = { enable: false };
    expect(await whenTold(() => client.notify("workspace/didChangeConfiguration", { settings: null }))).toEqual([]);
  });

  test("nobody is told any more once the checklists are closed", async () => {
    const { client, told } = await watching();
    await client.notify(methods.readinessClosed, {});
    await client.write("file:///shop/services/cart/signed/plan.pdf", undefined);
    await settled(client);
    expect(told).toEqual([]);
  });

  test("a client that reports no changes on disk is told on saving", async () => {
    const { client, whenTold } = await watching({ capabilities: plainCapabilities });
    delete client.files["file:///shop/services/cart/signed/plan.pdf"];
    const uri = "file:///shop/services/web/Dockerfile";
    await client.open(uri, shop["services/web/Dockerfile"] ?? "");
    const told = await whenTold(() => client.save(uri));
    expect(statusOf(entry(told, "shop"), "operations.rollback-plan")).toBe("stale");
  });
});

describe("a new day", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  test("ends decisions while nothing changes", async () => {
    vi.useFakeTimers({ toFake: ["Date", "setInterval", "clearInterval"], now: new Date("2026-11-23T12:00:00Z") });
    const until = '    expires: 2026-11-24\n    by: "@mei"';
    const files = { ...shop, "services/cart/readiness.yaml": signed("signed/plan.pdf").replace('    by: "@mei"', until) };
    const { services, whenTold } = await watching({ files: at("shop", files) });
    expect(statusOf(entry(services, "shop"), "operations.rollback-plan")).toBe("signed");
    const told = await whenTold(async () => {
      vi.setSystemTime(new Date("2026-11-25T00:00:10Z"));
      vi.advanceTimersByTime(60_000);
    });
    expect(statusOf(entry(told, "shop"), "operations.rollback-plan")).toBe("stale");
  });
});

describe("decisions", () => {
  const uri = "file:///shop/services/cart";
  const signOffs = `${uri}/readiness.yaml`;

  test("are written into what is open, as the edits that it takes", async () => {
    const client = await start({ files: at("shop", shop) });
    const open = `# unsaved\n${signed("signed/plan.pdf")}`;
    await client.open(signOffs, open, "yaml");
    const decision = { status: "not-applicable", by: "@sam", reason: "It has no browser" };
    const result = await client.request<SignOffFileResult>(methods.decide, { uri, item: "security.headers", decision });
    expect(result).toMatchObject({ uri: signOffs, isNew: false });
    expect(result.problem).toBeUndefined();
    expect(applyTextEdits(open, result.edits)).toBe(result.text);
    expect(result.text).toContain("# unsaved\n");
    expect(result.text).toContain("  security.headers:\n    status: not-applicable\n");
    const back = await client.request<SignOffFileResult>(methods.decide, { uri, item: "operations.rollback-plan" });
    expect(back.text).not.toContain("operations.rollback-plan");
  });

  test("make a file where there is none, and say why where nothing can be written", async () => {
    const client = await start({ files: at("shop", shop) });
    const web = "file:///shop/services/web";
    const decision = { status: "signed", by: "@sam", evidence: [{ kind: "ticket", ref: "OPS-1" }] };
    const result = await client.request<SignOffFileResult>(methods.decide, { uri: web, item: "operations.on-call", decision });
    expect(result).toMatchObject({ uri: `${web}/readiness.yaml`, isNew: true });
    expect(result.text).toContain("service: web\n");
    const refused = await client.request<SignOffFileResult>(methods.decide, {
      uri: web,
      item: "operations.on-call",
      decision: { ...decision, by: "" },
    });
    expect(refused).toMatchObject({ problem: expect.stringContaining("who made it"), edits: [] });
    const outside = await client.request<SignOffFileResult>(methods.decide, {
      uri: "file:///elsewhere",
      item: "operations.on-call",
      decision,
    });
    expect(outside).toMatchObject({ problem: expect.stringContaining("folder"), edits: [] });
  });

  test("are taken over from a Markdown checklist, which becomes their evidence", async () => {
    const checklist = `${uri}/CHECKLIST.md`;
    const client = await start({
      files: { ...at("shop", shop), [checklist]: "- [x] security.headers\n- [x] Coffee is made\n- [ ] security.cors\n" },
    });
    const result = await client.request<ImportChecklistResult>(methods.importChecklist, { uri, checklist, by: "@sam" });
    expect(result).toMatchObject({ uri: signOffs, imported: 1, unknown: [expect.stringContaining("Coffee")] });
    expect(result.text).toContain("security.headers:");
    expect(result.text).toContain("CHECKLIST.md");
  });

  test("that the repository contradicts are found in the open file, as long as the checklists are looked at", async () => {
    const rule = "readiness/contradicted-decision";
    const contradicted = signed("signed/plan.pdf").replace("operations.rollback-plan", "infrastructure.hardened-containers");
    const files = {
      ...at("shop", shop),
      [signOffs]: contradicted,
      [`${uri}/Dockerfile`]: 'FROM node:22\nWORKDIR /app\nCOPY . .\nUSER root\nCMD ["node", "src/main.js"]\n',
    };
    const client = await start({ files });
    await client.open(signOffs, contradicted, "yaml");
    expect(await client.codes(signOffs)).not.toContain(rule);
    const { refreshes } = client;
    const { services } = await client.request<ReadinessResult>(methods.readiness, {});
    expect(statusOf(entry(services, "shop"), "infrastructure.hardened-containers")).toBe("contradicted");
    await until(() => client.refreshes > refreshes, "the refresh");
    expect(await client.codes(signOffs)).toContain(rule);
    await client.write(`${uri}/Dockerfile`, 'FROM node:22\nWORKDIR /app\nCOPY . .\nUSER node\nCMD ["node", "src/main.js"]\n');
    expect(await client.codes(signOffs)).not.toContain(rule);
  });
});

test("the report is that of the command line", async () => {
  const client = await start({ files: at("shop", shop) });
  const all = await client.request<ReadinessReportResult>(methods.readinessReport, {});
  expect(all.markdown).toMatch(/^# Production readiness\n/);
  for (const name of ["shop", "web"]) expect(all.markdown).toContain(`## ${name}`);
  const one = await client.request<ReadinessReportResult>(methods.readinessReport, {
    uri: "file:///shop/services/web",
    target: "file:///shop/docs/READINESS.md",
  });
  expect(one.markdown).toContain("](../services/web/");
  expect(one.markdown).not.toContain("services/cart");
});
