// The packages that generated Python is checked and run with: installed once, exact versions, in an environment of their own.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Files, project } from "../generators/support.ts";

const root = join(import.meta.dirname, "../../.vscode-test/real/python");

/** Where the programs of the environment are. */
export const bin = join(root, "venv/bin");

/** What the projects name, the drivers that checks may call, and what judges the code. */
const packages = [
  ...new Set([
    ...["code-fastapi", "code-flask", "code-django"].flatMap((name) =>
      [...(project(name)["pyproject.toml"] ?? "").matchAll(/"([\w[\]-]+==[\w.]+)"/g)].map((match) => match[1] as string),
    ),
    "aio-pika==10.2.1",
    "aiomysql==0.3.2",
    "django-stubs==6.1.2",
    "kombu==5.7.0",
    "mypy==2.4.1",
    "psycopg2-binary==2.9.13",
    "pymongo==4.20.0",
    "pymysql==1.2.4",
    "ruff==0.17.5",
  ]),
].sort();

/** Installs what is missing; Python itself with its virtual environments too, where root may do so on Debian. */
export function installPackages(): void {
  const wanted = `${packages.join("\n")}\n`;
  const done = join(root, "venv/.installed");
  if (existsSync(done) && readFileSync(done, "utf8") === wanted) return;
  rmSync(join(root, "venv"), { recursive: true, force: true });
  mkdirSync(root, { recursive: true });
  if (!makesEnvironments()) {
    if (process.getuid?.() !== 0) throw new Error("Python with its module venv is missing: install python3-venv");
    run("apt-get", ["update", "-qq"], root);
    run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "python3", "python3-venv"], root, {
      DEBIAN_FRONTEND: "noninteractive",
    });
  }
  run("python3", ["-m", "venv", "venv"], root);
  writeFileSync(join(root, "requirements.txt"), wanted);
  run(join(bin, "pip"), ["install", "--quiet", "--disable-pip-version-check", "--requirement", "requirements.txt"], root);
  writeFileSync(done, wanted);
}

/** Debian keeps what environments are made with in a package of its own. */
function makesEnvironments(): boolean {
  return spawnSync("python3", ["-c", "import ensurepip, venv"]).status === 0;
}

/** Writes a project into a folder of its own, in the place of the one before. */
export function lay(name: string, files: Files): string {
  const folder = join(root, "projects", name);
  rmSync(folder, { recursive: true, force: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** Runs a program to its end, and gives what it wrote; fails where the program does. */
export function run(program: string, words: readonly string[], folder: string, environment: NodeJS.ProcessEnv = {}): string {
  const { status, stdout, stderr, error } = spawnSync(program, words, {
    cwd: folder,
    encoding: "utf8",
    timeout: 9 * 60_000,
    env: { ...process.env, ...environment },
  });
  if (status !== 0) throw new Error(`${program} ${words.join(" ")} in ${folder} ended with ${status ?? error}:\n${stdout}\n${stderr}`);
  return stdout;
}
