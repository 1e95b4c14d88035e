// Drives `buildah`: builds and runs images without a container engine, in a chroot, from base images made on this machine.
import { type ExecFileSyncOptions, execFileSync, spawn } from "node:child_process";
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { parseDockerfile } from "../../server/engine/languages/dockerfile/parse.ts";
import { SourceText } from "../../server/engine/text/source.ts";

const folder = join(import.meta.dirname, "../../.vscode-test/containers");
const storage = ["--root", join(folder, "storage"), "--runroot", join(folder, "run"), "--storage-driver", "vfs"];

/** Why nothing can be built here; undefined where it can. Installs what is missing where root may do so on Debian. */
export function obstacle(): string | undefined {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return "building in a chroot needs Linux and root";
  const missing = ["buildah", "debootstrap"].filter((tool) => !isInstalled(tool));
  if (missing.length > 0 && isInstalled("apt-get")) {
    try {
      const options: ExecFileSyncOptions = { stdio: "ignore", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
      execFileSync("apt-get", ["update", "-qq"], options);
      execFileSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...missing], options);
    } catch {
      // Told below, by what is still missing.
    }
  }
  const absent = missing.filter((tool) => !isInstalled(tool));
  return absent.length > 0 ? `${absent.join(" and ")} cannot be found` : undefined;
}

function isInstalled(tool: string): boolean {
  try {
    execFileSync("sh", ["-c", `command -v ${tool}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

function buildah(args: readonly string[], options: ExecFileSyncOptions = {}): string {
  try {
    return String(
      execFileSync("buildah", [...storage, ...args], {
        encoding: "utf8",
        stdio: "pipe",
        maxBuffer: 64 << 20,
        timeout: 600_000,
        ...options,
      }),
    ).trim();
  } catch (fault) {
    const { stdout = "", stderr = "" } = fault as { stdout?: string; stderr?: string };
    throw new Error(`buildah ${args.join(" ")}\n${stdout}\n${stderr}`);
  }
}

/** A Debian with Python, made once; the base of every image here. */
function rootFolder(): string {
  const target = join(folder, "debian");
  if (existsSync(join(target, ".made"))) return target;
  rmSync(target, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const packages = "--include=ca-certificates,python3,python3-venv,python3-pip";
  execFileSync("debootstrap", ["--variant=minbase", packages, "bookworm", target], { stdio: "pipe", maxBuffer: 64 << 20 });
  // What Debian forbids pip to do, Python's own image allows.
  execFileSync("sh", ["-c", `rm -rf ${target}/var/cache/apt/archives/*.deb ${target}/usr/lib/python3*/EXTERNALLY-MANAGED`]);
  // The machine may trust a certificate authority of its own to reach the package registries.
  copyFileSync("/etc/ssl/certs/ca-certificates.crt", join(target, "etc/ssl/certs/ca-certificates.crt"));
  writeFileSync(join(target, ".made"), "");
  return target;
}

type Runtime = "node" | "python" | "go" | "static" | "debian" | "distroless-python" | "uv";

/** Which runtime an image of this name is made with. */
function runtimeOf(name: string): Runtime {
  if (name === "node") return "node";
  if (name === "python") return "python";
  if (name === "golang") return "go";
  if (name === "gcr.io/distroless/static-debian13") return "static";
  if (name === "debian") return "debian";
  if (name === "gcr.io/distroless/python3-debian13") return "distroless-python";
  if (name === "ghcr.io/astral-sh/uv") return "uv";
  throw new Error(`there is no local stand-in for the image ${name}`);
}

/** Makes local stand-ins for all images that the Dockerfile starts from, under the names that it gives. */
export function makeBases(dockerfile: string): void {
  const file = parseDockerfile(new SourceText("Dockerfile", dockerfile));
  const references = file.stages.flatMap(({ from, instructions }) => [
    from.image?.value,
    ...instructions.flatMap((one) => (one.keyword === "COPY" && !one.fromStage ? one.from?.value : undefined)),
  ]);
  for (const value of new Set(references)) {
    if (!value || file.stages.some((stage) => stage.name === value)) continue;
    const [, name = "", tag = ""] = /^(.*?)(?::([^:/]+))?$/.exec(value) ?? [];
    const made = makeRuntime(runtimeOf(name), tag);
    for (const reference of [value, `localhost/${value}`]) buildah(["tag", made, reference]);
  }
}

/** @param tag of the image that is stood in for; it counts where the image is one program */
function makeRuntime(runtime: Runtime, tag = ""): string {
  const image = `localhost/stand-in-${runtime}:${runtime === "uv" ? tag : "1"}`;
  if (buildah(["images", "-q", "--filter", `reference=${image}`]) !== "") return image;
  const container = buildah(["from", "scratch"]);
  if (runtime === "static") {
    const root = join(folder, "static");
    mkdirSync(join(root, "etc"), { recursive: true });
    mkdirSync(join(root, "tmp"), { recursive: true });
    writeFileSync(
      join(root, "etc/passwd"),
      "root:x:0:0:root:/root:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n",
    );
    writeFileSync(join(root, "etc/group"), "root:x:0:\nnonroot:x:65532:\n");
    buildah(["copy", container, root, "/"]);
    buildah(["config", "--user", "65532", container]);
  } else {
    buildah(["copy", container, rootFolder(), "/"]);
    const run = (script: string) => buildah(["run", "--isolation", "chroot", container, "--", "sh", "-ec", script]);
    buildah(["config", "--env", "PATH=/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", container]);
    for (const name of ["NODE_EXTRA_CA_CERTS", "PIP_CERT", "SSL_CERT_FILE"]) {
      if (process.env[name] === "/etc/ssl/certs/ca-certificates.crt")
        buildah(["config", "--env", `${name}=${process.env[name]}`, container]);
    }
    if (runtime === "node") {
      const modules = execFileSync("npm", ["root", "--global"], { encoding: "utf8" }).trim().split("\n").at(-1) ?? "";
      buildah(["copy", container, process.execPath, "/usr/local/bin/node"]);
      buildah(["copy", container, join(modules, "npm"), "/usr/local/lib/node_modules/npm"]);
      run(
        "ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm; groupadd --gid 1000 node; useradd --uid 1000 --gid node --create-home node",
      );
      run("chmod 755 /usr/local/bin/node; mkdir -p /usr/local/etc");
    }
    if (runtime === "python" || runtime === "uv") run("ln -sf python3 /usr/bin/python; ln -sf pip3 /usr/bin/pip");
    // The release itself comes from the index of packages, as the image's own program does.
    if (runtime === "uv") run(`pip install --quiet --target /opt/uv uv==${tag}; mv /opt/uv/bin/uv /uv; rm -rf /opt/uv`);
    if (runtime === "distroless-python") buildah(["config", "--user", "65532", "--entrypoint", '["/usr/bin/python3"]', container]);
    if (runtime === "go") {
      const root = execFileSync("go", ["env", "GOROOT"], { encoding: "utf8" }).trim();
      buildah(["copy", container, root, "/usr/local/go"]);
      buildah(["config", "--env", "GOFLAGS=-buildvcs=false", "--env", "GOTOOLCHAIN=local", container]);
    }
  }
  buildah(["commit", "--rm", "--format", "docker", container, image]);
  return image;
}

export interface BuiltImage {
  readonly name: string;
  readonly user: string;
  readonly command: readonly string[];
  readonly healthcheck: readonly string[];
}

/** Builds the project in a folder. @param path of the Dockerfile, relative to it */
export function buildImage(context: string, name: string, path = "Dockerfile"): BuiltImage {
  const dockerfile = readFileSync(join(context, path), "utf8");
  makeBases(dockerfile);
  const file = join(folder, `${name}.Dockerfile`);
  // Debian 12's buildah is older than this option of HEALTHCHECK, and does not know the platform by itself.
  writeFileSync(file, dockerfile.replaceAll(/ --start-interval=\S+/g, ""));
  const platform = ["TARGETOS=linux", `TARGETARCH=${process.arch === "x64" ? "amd64" : process.arch}`];
  buildah(
    [
      ...["bud", "--isolation", "chroot", "--format", "docker", "--pull-never", "--no-cache"],
      ...platform.flatMap((argument) => ["--build-arg", argument]),
      ...["--file", file, "--tag", `localhost/${name}`, "."],
    ],
    { cwd: context },
  );
  const { config = {} } = JSON.parse(buildah(["inspect", "--type", "image", `localhost/${name}`])).Docker;
  return {
    name: `localhost/${name}`,
    user: config.User ?? "",
    command: [...(config.Entrypoint ?? []), ...(config.Cmd ?? [])],
    healthcheck: config.Healthcheck?.Test ?? [],
  };
}

export interface Running {
  /** Runs a command in the same container, as the image's user. Gives its exit code. */
  execute(command: readonly string[]): number;
  /** The numeric ids of the users that processes of the container run as. */
  users(): number[];
  output(): string;
  /** Asks the program to end, as container runtimes do. Gives the seconds that it took; Infinity where it has not ended after 15. */
  terminate(): Promise<number>;
  stop(): Promise<void>;
}

/** Writes `uv.lock` into a project, with the release of uv that is to read it. */
export function lockWithUv(project: string, release: string): void {
  const container = buildah(["from", "--pull-never", makeRuntime("uv", release)]);
  try {
    buildah(["copy", container, project, "/project"]);
    buildah(["run", "--isolation", "chroot", container, "--", "sh", "-ec", "cd /project; UV_PYTHON_DOWNLOADS=never /uv lock --quiet"]);
    const mounted = buildah(["mount", container]);
    copyFileSync(join(mounted, "project/uv.lock"), join(project, "uv.lock"));
  } finally {
    buildah(["rm", container]);
  }
}

/** Starts the image's command in a container; the network is the machine's own. */
export function start(image: BuiltImage): Running {
  const container = buildah(["from", "--pull-never", image.name]);
  const child = spawn("buildah", [...storage, "run", "--isolation", "chroot", container, "--", ...image.command], {
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  child.stdout.on("data", (data) => (text += data));
  child.stderr.on("data", (data) => (text += data));
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  return {
    execute(command) {
      try {
        buildah(["run", "--isolation", "chroot", container, "--", ...command], { timeout: 60_000 });
        return 0;
      } catch {
        return 1;
      }
    },
    users: () => usersBelow(child.pid ?? -1),
    output: () => text,
    async terminate() {
      const began = Date.now();
      // Buildah's own process in between takes the program along without asking it.
      const program = descendants(child.pid ?? -1).find((one) => userOf(one) !== 0 && !/\bbuildah\b/.test(programOf(one)));
      if (program === undefined) throw new Error(`nothing runs: ${text}`);
      process.kill(program, "SIGTERM");
      const seconds = () => (Date.now() - began) / 1000;
      while (existsSync(`/proc/${program}`) && !/^State:\s+Z/m.test(readProcess(program, "status"))) {
        if (seconds() > 15) return Number.POSITIVE_INFINITY;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      const taken = seconds();
      // What it has written last comes through buildah, which ends after it.
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 5_000))]);
      return taken;
    },
    async stop() {
      for (const process_ of descendants(child.pid ?? -1).reverse()) {
        try {
          process.kill(process_, "SIGKILL");
        } catch {
          // It has ended by itself.
        }
      }
      child.kill("SIGKILL");
      await ended;
      buildah(["rm", container]);
    },
  };
}

/** The processes started by a process, directly or not, itself left out. */
function descendants(pid: number): number[] {
  // A program with threads has children on each of them.
  const children = threads(pid).flatMap((thread) => readProcess(pid, `task/${thread}/children`).split(" ").filter(Boolean).map(Number));
  return children.flatMap((child) => [child, ...descendants(child)]);
}

function threads(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** The users of the innermost processes: buildah's own helpers above them run as root. */
function usersBelow(pid: number): number[] {
  const leaves = descendants(pid).filter((child) => descendants(child).length === 0);
  return leaves.map(userOf);
}

/** The file of the program that a process runs; a copy in memory that buildah makes of itself is named after it. */
function programOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/exe`);
  } catch {
    return "";
  }
}

function userOf(pid: number): number {
  return Number(/^Uid:\s+(\d+)/m.exec(readProcess(pid, "status"))?.[1] ?? -1);
}

function readProcess(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}

/** A copy of a project that may be changed and built. */
export function copyProject(from: string, name: string): string {
  const target = join(folder, "projects", name);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(dirname(target), { recursive: true });
  const staging = `${target}.new`;
  rmSync(staging, { recursive: true, force: true });
  cpSync(from, staging, { recursive: true, filter: (path) => !path.includes("node_modules") });
  renameSync(staging, target);
  return target;
}
