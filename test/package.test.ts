// What is shipped: the files of the VSIX and of the npm tarball in dist/, their sizes, and what must not be in them.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, inflateRawSync } from "node:zlib";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "dist");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest;
const vsixFile = join(dist, `${manifest.name}-${manifest.version}.vsix`);
const tarball = join(dist, `${manifest.name}-${manifest.version}.tgz`);

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly main: string;
  readonly icon: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly contributes: {
    readonly snippets?: readonly { readonly path: string }[];
    readonly jsonValidation?: readonly { readonly url: string }[];
    readonly yamlValidation?: readonly { readonly url: string }[];
    readonly walkthroughs?: readonly { readonly steps: readonly { readonly media: Readonly<Record<string, unknown>> }[] }[];
  };
}

if (!existsSync(vsixFile) || !existsSync(tarball))
  throw new Error("dist/ holds no packages: run `npm run package` first, or `npm test -- package`");
const vsix = unzip(readFileSync(vsixFile));
const npm = untar(gunzipSync(readFileSync(tarball)));

describe("the extension", () => {
  test("holds what is named, and nothing else", () => {
    const own = [...vsix.keys()].filter((path) => path.startsWith("extension/")).map((path) => path.slice("extension/".length));
    const expected =
      /^(package\.json|package\.nls(\.[\w-]+)?\.json|readme\.md|changelog\.md|LICENSE\.txt|client\/(icon\.png|readiness\.svg)|dist\/((client|server|protocol|engine)\.cjs(\.br)?)|l10n\/[\w.-]+\.json|schemas\/[\w.-]+\.json|snippets\/[\w-]+\.code-snippets)$/;
    expect(own.filter((path) => !expected.test(path))).toEqual([]);
    for (const path of [
      "package.json",
      "package.nls.zh-cn.json",
      "l10n/bundle.l10n.zh-cn.json",
      "readme.md",
      "changelog.md",
      "LICENSE.txt",
      ...["client", "server", "engine", "protocol"].flatMap((name) => [`dist/${name}.cjs`, `dist/${name}.cjs.br`]),
    ])
      expect(own).toContain(path);
  });

  test("holds every file that its manifest names", () => {
    const { snippets = [], jsonValidation = [], yamlValidation = [], walkthroughs = [] } = manifest.contributes;
    const media = walkthroughs.flatMap(({ steps }) => steps.flatMap((step) => Object.values(step.media)));
    const named = [
      manifest.main,
      manifest.icon,
      ...snippets.map(({ path }) => path),
      ...[...jsonValidation, ...yamlValidation].map(({ url }) => url).filter((url) => url.startsWith("./")),
      ...media.filter((value) => typeof value === "string").filter((value) => /\.(png|md)$/.test(value)),
    ];
    for (const path of named) expect([...vsix.keys()]).toContain(`extension/${path.replace(/^\.\//, "")}`);
  });

  test("is at most 1.2 MB, as the packer counts", () => {
    expect(statSync(vsixFile).size).toBeLessThanOrEqual(1.2 * 1024 * 1024);
  });

  test("has an icon of at least 128 pixels", () => {
    const icon = Buffer.from(vsix.get(`extension/${manifest.icon}`) ?? []);
    expect(icon.subarray(1, 4).toString("latin1")).toBe("PNG");
    expect(icon.readUInt32BE(16)).toBeGreaterThanOrEqual(128);
    expect(icon.readUInt32BE(20)).toBe(icon.readUInt32BE(16));
  });

  test("takes its visible texts from a table that has all of them", () => {
    const texts = JSON.parse(Buffer.from(vsix.get("extension/package.nls.json") ?? []).toString("utf8")) as Record<string, string>;
    const used = new Set([...readFileSync(join(root, "package.json"), "utf8").matchAll(/"%([\w.]+)%"/g)].map(([, key = ""]) => key));
    expect([...used].filter((key) => !Object.hasOwn(texts, key))).toEqual([]);
    expect(Object.keys(texts).filter((key) => !used.has(key))).toEqual([]);
  });
});

/** A file of each language with a finding that needs the part of its language. */
const bad: Readonly<Record<string, { readonly text: string; readonly rule: string }>> = {
  Dockerfile: { text: "FROM node:latest\nCMD npm start\n", rule: "dockerfile/latest-base-image" },
  ".github/workflows/ci.yml": {
    text: "on: push\njobs:\n  test:\n    runs-on: ubuntu-24.04\n    steps:\n      - rnu: npm test\n",
    rule: "workflow/unknown-key",
  },
  "k8s/web.yaml": { text: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  continers: []\n", rule: "kubernetes/unknown-field" },
  "compose.yaml": { text: 'version: "3"\nservices:\n  web:\n    image: web:1.2\n', rule: "compose/obsolete-version" },
};

describe("the npm package", () => {
  test("holds the command line and its language server, and nothing else", () => {
    const parts = "dockerfile dockerfile-strict image workflow kubernetes compose yaml generate readiness project".split(" ");
    const expected = new RegExp(
      `^package/(package\\.json|README\\.md|CHANGELOG\\.md|LICENSE|dist/((cli|cli-(${parts.join("|")}))\\.cjs|(server|protocol|engine)\\.cjs(\\.br)?|(kubernetes-schema|cli-tables)\\.json|(rule|kubernetes|compose)-texts\\.json\\.br)|schemas/[\\w.-]+\\.json)$`,
    );
    expect([...npm.keys()].filter((path) => !expected.test(path))).toEqual([]);
    for (const path of [
      ...Object.values(manifest.bin),
      ...parts.map((part) => `dist/cli-${part}.cjs`),
      ...["server", "protocol", "engine"].flatMap((name) => [`dist/${name}.cjs`, `dist/${name}.cjs.br`]),
    ])
      expect([...npm.keys()]).toContain(`package/${path}`);
  });

  test("needs no other package", () => {
    expect(Object.keys(manifest.dependencies ?? {})).toEqual([]);
  });

  test("works where it is unpacked", () => {
    const folder = mkdtempSync(join(tmpdir(), "deployment-patterns-npm-"));
    try {
      for (const [path, bytes] of npm) {
        mkdirSync(join(folder, dirname(path)), { recursive: true });
        writeFileSync(join(folder, path), bytes);
      }
      for (const [path, { text }] of Object.entries(bad)) {
        mkdirSync(join(folder, dirname(path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
      const cli = join(folder, "package", manifest.bin["deployment-patterns"] ?? "");
      const call = (...args: readonly string[]) => spawnSync(process.execPath, [cli, ...args], { cwd: folder, encoding: "utf8" });
      expect(call("--version").stdout.trim()).toBe(manifest.version);
      for (const [path, { rule }] of Object.entries(bad)) {
        const { stdout, stderr, status } = call("check", path, "--format", "json");
        expect([stderr, status]).toEqual(["", 1]);
        const { findings } = JSON.parse(stdout) as { findings: { rule: string }[] };
        expect(findings.map((finding) => finding.rule)).toContain(rule);
        expect(call("explain", rule).stdout).toContain("## Why");
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe("every shipped file", () => {
  const shipped = [...vsix, ...npm];

  test("is no source, map, test or key", () => {
    expect(shipped.map(([path]) => path).filter((path) => /\.(ts|map|pem|key|env)$|node_modules|\/test\//.test(path))).toEqual([]);
  });

  test("names no folder of the machine that built it", () => {
    // A folder right below the root could be anybody's.
    const places = [root, homedir()].filter((place) => place.split(/[\\/]+/).filter(Boolean).length > 1);
    for (const [path, bytes] of shipped) {
      const text = Buffer.from(bytes).toString("latin1");
      for (const place of places) expect(text.includes(place), `${path} names ${place}`).toBe(false);
    }
  });
});

test("the lock files know the packages of every platform", () => {
  for (const path of ["package-lock.json", "test/e2e/host/package-lock.json"]) {
    const { packages } = JSON.parse(readFileSync(join(root, path), "utf8")) as {
      packages: Record<string, { version?: string; link?: boolean; optionalDependencies?: Record<string, string> }>;
    };
    const missing = Object.entries(packages).flatMap(([folder, entry]) =>
      Object.keys(entry.optionalDependencies ?? {}).filter(
        (name) => !packages[`${folder}/node_modules/${name}`]?.version && !packages[`node_modules/${name}`]?.version,
      ),
    );
    expect(missing, `${path}: \`npm ci\` refuses a lock file that lacks them`).toEqual([]);
  }
});

test("the lock files name no download address", () => {
  for (const path of ["package-lock.json", "test/e2e/host/package-lock.json", "sample/package-lock.json"]) {
    expect(readFileSync(join(root, path), "utf8"), path).not.toContain('"resolved"');
  }
});

test("dist/ holds one version of each package", () => {
  expect(readdirSync(dist).filter((file) => /\.(vsix|tgz)$/.test(file))).toHaveLength(2);
});

/** The files of a zip archive, by path: its central directory, read as the format's specification lays it out. */
function unzip(archive: Buffer): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const end = archive.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  let entry = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    const [method, size] = [archive.readUInt16LE(entry + 10), archive.readUInt32LE(entry + 20)];
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) => archive.readUInt16LE(entry + field)) as [
      number,
      number,
      number,
    ];
    const local = archive.readUInt32LE(entry + 42);
    const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const bytes = archive.subarray(start, start + size);
    files.set(archive.toString("utf8", entry + 46, entry + 46 + nameLength), method === 0 ? bytes : inflateRawSync(bytes));
    entry += 46 + nameLength + extraLength + commentLength;
  }
  return files;
}

/** The plain files of a tar archive, by path. */
function untar(archive: Buffer): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const field = (at: number, length: number) => archive.toString("utf8", at, at + length).replace(/\0.*$/s, "");
  for (let at = 0; at < archive.length && archive[at] !== 0; ) {
    const size = Number.parseInt(field(at + 124, 12), 8);
    const kind = field(at + 156, 1);
    if (kind === "0" || kind === "") files.set(field(at, 100), archive.subarray(at + 512, at + 512 + size));
    at += 512 * (1 + Math.ceil(size / 512));
  }
  return files;
}
